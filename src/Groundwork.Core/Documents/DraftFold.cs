using System.Text.Json;
using System.Text.Json.Nodes;

namespace Groundwork.Core.Documents;

/// <summary>
/// Drafts are kept as numbered differences: <c>{"put": {"answers/topic": {"before": null, "after": "billing"}}}</c>. Here they
/// are checked, and put together into the unfinished document that an editor opens again.
/// </summary>
public static class DraftFold
{
    static readonly string[] Collections = ["answers", "objects", "tracks", "relations"];

    /// <summary>Checks one difference. Codes: <c>wrong_type</c>, <c>unknown_key</c>, <c>missing</c>.</summary>
    /// <param name="change">The difference.</param>
    /// <param name="path">Where it stands in the request.</param>
    /// <param name="faults">Receives every fault.</param>
    public static void Check(JsonElement change, string path, List<Fault> faults)
    {
        if (change.ValueKind != JsonValueKind.Object || !change.TryGetProperty("put", out var put) || put.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new(path, "wrong_type", "A change is an object with a member \"put\"."));
            return;
        }
        foreach (var each in put.EnumerateObject())
        {
            var at = each.Name.IndexOf('/', StringComparison.Ordinal);
            if (at <= 0 || at == each.Name.Length - 1 || !Collections.Contains(each.Name[..at], StringComparer.Ordinal))
                faults.Add(new(path + "/put", "unknown_key", "A key is a collection and a name, such as answers/topic or objects/o1."));
            if (each.Value.ValueKind != JsonValueKind.Object || !each.Value.TryGetProperty("before", out _) || !each.Value.TryGetProperty("after", out _))
                faults.Add(new(path + "/put", "missing", "Each key has a value before and a value after; null stands for nothing."));
        }
    }

    /// <summary>The document after all differences, in order. It is unfinished: nothing says that it is complete or valid.</summary>
    /// <param name="changes">JSON texts of checked differences.</param>
    /// <returns>An object with <c>version</c>, <c>objects</c>, <c>tracks</c>, <c>relations</c> and <c>answers</c>.</returns>
    public static JsonElement Document(IEnumerable<string> changes)
    {
        var collections = Collections.ToDictionary(c => c, _ => new OrderedDictionary<string, JsonNode>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (JsonNode.Parse(change)?["put"] is not JsonObject put)
                continue;
            foreach (var (key, pair) in put)
            {
                var at = key.IndexOf('/', StringComparison.Ordinal);
                var collection = collections[key[..at]];
                if (pair?["after"] is { } after)
                    collection[key[(at + 1)..]] = after.DeepClone();
                else
                    collection.Remove(key[(at + 1)..]);
            }
        }
        var document = new JsonObject { ["version"] = AnswerDocument.Version };
        foreach (var list in (string[])["objects", "tracks", "relations"])
            document[list] = new JsonArray([.. collections[list].Values]);
        document["answers"] = new JsonObject(collections["answers"].Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value)));
        return JsonSerializer.SerializeToElement(document);
    }
}
