namespace GrowthBook.Client;

/// <summary>In what two names of attributes that may mean the same differ.</summary>
internal enum NameLikeness
{
    /// <summary>In case and separators.</summary>
    Form,

    /// <summary>By a character, or the plural.</summary>
    Slip,

    /// <summary>By words that one has before or after those of the other.</summary>
    Words,
}
