namespace Groundwork.Core.Documents;

/// <summary>One thing that is wrong with an input; a check lists all of them, never only the first.</summary>
/// <param name="Path">Where, as a JSON pointer into the checked document, e.g. <c>/objects/3/geometry/width</c>; empty for the whole.</param>
/// <param name="Code">A stable snake_case word for programs, e.g. <c>not_asked</c>.</param>
/// <param name="Message">A sentence for people: what is wrong and what to do.</param>
public readonly record struct Fault(string Path, string Code, string Message);
