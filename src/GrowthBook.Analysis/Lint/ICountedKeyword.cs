using Json.Schema;

namespace GrowthBook.Analysis;

/// <summary>A keyword of JSON schemas whose work is counted, in place of the handler of the library.</summary>
internal interface ICountedKeyword : IKeywordHandler;
