namespace GrowthBook.Client;

/// <summary>Merges the documents of one identifier.</summary>
internal static class DocumentMerge
{
    /// <summary>
    /// Merges documents as <see cref="StickyAssignmentDocument.Merge"/> does, one after another. Each document of an evaluation usually has
    /// the assignments of the one before it. So only assignments that no newer document has are added, once for all documents; a merge per document
    /// would copy a growing document for each assignment.
    /// </summary>
    /// <param name="documents">The documents, the oldest first; at least one.</param>
    public static StickyAssignmentDocument Of(IReadOnlyList<StickyAssignmentDocument> documents)
    {
        var newest = documents[documents.Count - 1];
        if (documents.Count == 1)
            return newest;
        var known = new HashSet<string>(newest.Assignments.Keys, KeyedTexts.Comparer);
        var added = new List<KeyValuePair<string, string>>();
        for (var i = documents.Count - 2; i >= 0; i--)
        {
            foreach (var assignment in documents[i].Assignments)
            {
                if (known.Add(assignment.Key))
                    added.Add(assignment);
            }
        }
        return documents[0] with { Assignments = newest.Assignments.AddRange(added) };
    }
}
