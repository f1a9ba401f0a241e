using Groundwork.Core.Documents;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Hosting;

/// <summary>The expected ways not to succeed. A title says what happened, a detail what to do.</summary>
public static class Problem
{
    public static ProblemHttpResult NotFound(string what) =>
        Of(404, "not_found", $"There is no such {what}.", "It may have been deleted, or it belongs to another workspace. Check the address.");

    public static ProblemHttpResult Conflict(string code, string title, string detail, params (string, object?)[] more) =>
        Of(409, code, title, detail, more);

    public static ProblemHttpResult Invalid(IReadOnlyCollection<Fault> faults) =>
        Of(400, "invalid", faults.Count == 1 ? faults.First().Message : $"{faults.Count} things need to be corrected.",
            "Correct what is listed and send it again.", ("faults", faults));

    public static ProblemHttpResult Invalid(string path, string code, string message) => Invalid([new Fault(path, code, message)]);

    public static ProblemHttpResult Of(int status, string code, string title, string detail, params (string, object?)[] more)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code };
        foreach (var (name, value) in more)
            extensions[name] = value;
        return TypedResults.Problem(detail, statusCode: status, title: title, extensions: extensions);
    }
}
