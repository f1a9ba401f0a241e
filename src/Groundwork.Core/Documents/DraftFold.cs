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
    public static void Check(JsonElement change, JsonPath path, List<Fault> faults)
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
    /// <param name="start">The document that they begin with: the answer that they correct, or nothing.</param>
    /// <returns>An object with <c>version</c>, <c>objects</c>, <c>tracks</c>, <c>relations</c> and <c>answers</c>.</returns>
    public static JsonElement Document(IEnumerable<string> changes, JsonElement? start = null)
    {
        var collections = Collections.ToDictionary(c => c, c => Start(start, c), StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (JsonNode.Parse(change)?["put"] is not JsonObject put)
                continue;
            foreach (var (key, pair) in put)
            {
                var at = key.IndexOf('/', StringComparison.Ordinal);
                var (collection, name) = (collections[key[..at]], key[(at + 1)..]);
                if (!collection.ContainsKey(name) && pair?["before"] is { } before)
                    Rename(collection, before, name);
                if (pair?["after"] is { } after)
                    collection[name] = after.DeepClone();
                else
                    collection.Remove(name);
            }
        }
        var document = new JsonObject { ["version"] = AnswerDocument.Version };
        foreach (var list in (string[])["objects", "tracks", "relations"])
            document[list] = new JsonArray([.. collections[list].Values]);
        document["answers"] = new JsonObject(collections["answers"].Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value)));
        return JsonSerializer.SerializeToElement(document);
    }

    static OrderedDictionary<string, JsonNode> Start(JsonElement? start, string name)
    {
        var collection = new OrderedDictionary<string, JsonNode>(StringComparer.Ordinal);
        if (start is not { } document || !document.TryGetProperty(name, out var members))
            return collection;
        if (members.ValueKind == JsonValueKind.Object)
            foreach (var member in members.EnumerateObject())
                collection.Add(member.Name, JsonNode.Parse(member.Value.GetRawText())!);
        else
            foreach (var member in members.EnumerateArray())
                collection.Add(member.TryGetProperty("id", out var id) ? id.GetString()! : $"\0{collection.Count}", JsonNode.Parse(member.GetRawText())!);
        return collection;
    }

    // Relations have no ids: an editor names those of an answer as it likes, and its difference says which one it means.
    static void Rename(OrderedDictionary<string, JsonNode> collection, JsonNode before, string name)
    {
        for (var i = 0; i < collection.Count; i++)
            if (collection.GetAt(i) is var (key, value) && key.StartsWith('\0') && JsonNode.DeepEquals(value, before))
            {
                collection.RemoveAt(i);
                collection.Insert(i, name, value);
                return;
            }
    }
}
