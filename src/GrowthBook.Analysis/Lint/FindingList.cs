namespace GrowthBook.Analysis;

/// <summary>Collects findings, each once. Memory is bounded: after the first ones of a code the others are counted and not kept.</summary>
internal sealed class FindingList
{
    private readonly HashSet<Finding> _listed = [];
    private readonly Dictionary<LintCode, int> _counts = [];

    public IEnumerable<Finding> Listed => _listed;

    /// <summary>The number of findings that are not kept.</summary>
    public int Unlisted { get; private set; }

    public void AddRange(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            if (_listed.Contains(finding))
                continue;
            var count = _counts.GetValueOrDefault(finding.Code);
            if (count == LintReport.MaxOfCode)
            {
                Unlisted++;
                continue;
            }
            _counts[finding.Code] = count + 1;
            _listed.Add(finding);
        }
    }
}
