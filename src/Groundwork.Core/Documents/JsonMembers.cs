using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;

namespace Groundwork.Core.Documents;

/// <summary>Reads the members of one JSON object and lists what is wrong with them; <c>null</c> means absent.</summary>
public readonly struct JsonMembers
{
    readonly JsonElement _value;
    readonly List<Fault> _faults;

    JsonMembers(JsonElement value, JsonPath path, List<Fault> faults)
    {
        _value = value;
        Path = path;
        _faults = faults;
    }

    /// <summary>The JSON pointer of the object.</summary>
    public JsonPath Path { get; }

    /// <summary>Opens an object. Codes: <c>wrong_type</c> if it is none, <c>unknown_member</c> for each member that is not known.</summary>
    /// <returns>False when it is no object, so that there is nothing to read.</returns>
    public static bool TryOpen(JsonElement value, JsonPath path, List<Fault> faults, out JsonMembers members, params ReadOnlySpan<string> known)
    {
        members = new(value, path, faults);
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new(path, "wrong_type", $"This must be an object, not {Kind(value)}."));
            return false;
        }
        var next = 0;
        foreach (var member in value.EnumerateObject())
            if (!IsKnown(member, known, ref next))
                faults.Add(new(members.At(member.Name), "unknown_member",
                    $"There is no member \"{member.Name}\" here. Remove it; known are {string.Join(", ", known!)}."));
        return true;
    }

    // Members mostly come in the order in which they are known.
    static bool IsKnown(JsonProperty member, ReadOnlySpan<string> known, ref int next)
    {
        for (var tried = 0; tried < known.Length; tried++)
        {
            var at = next;
            next = next + 1 == known.Length ? 0 : next + 1;
            if (member.NameEquals(known[at]))
                return true;
        }
        return false;
    }

    /// <summary>The JSON pointer of a member.</summary>
    public JsonPath At(string name) => Path.Step(name);

    /// <summary>Adds a fault at a member.</summary>
    public void Fault(string name, string code, string message) => _faults.Add(new(At(name), code, message));

    /// <summary>The member, or null if it is absent or null; <c>missing</c> if it is required.</summary>
    public JsonElement? Any(string name, bool required = false)
    {
        if (_value.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            return value;
        if (required)
            Fault(name, "missing", $"\"{name}\" is missing. Add it.");
        return null;
    }

    /// <summary>A text member, or null. Codes: <c>missing</c>, <c>wrong_type</c>, <c>empty</c>, <c>too_long</c> (in UTF-16 units).</summary>
    public string? Text(string name, bool required = false, int maxLength = 1_000, bool mayBeEmpty = false)
    {
        if (Any(name, required) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
        {
            Fault(name, "wrong_type", $"\"{name}\" must be a text, not {Kind(value)}.");
            return null;
        }
        var text = value.GetString()!;
        if (text.Length == 0 && !mayBeEmpty)
            Fault(name, "empty", $"\"{name}\" is empty. Give it a value or leave it out.");
        else if (text.Length > maxLength)
            Fault(name, "too_long", string.Create(CultureInfo.InvariantCulture, $"\"{name}\" has {text.Length} characters; at most {maxLength} fit."));
        return text;
    }

    /// <summary>A finite number, or null. Codes: <c>missing</c>, <c>wrong_type</c>; one that is not finite has been reported by <see cref="StrictJson"/>.</summary>
    public double? Number(string name, bool required = false)
    {
        if (Any(name, required) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number)
            return value.GetDouble() is var number && double.IsFinite(number) ? number : null;
        Fault(name, "wrong_type", $"\"{name}\" must be a number, not {Kind(value)}.");
        return null;
    }

    /// <summary>A number above zero, or null; <c>out_of_range</c> otherwise.</summary>
    public double? Positive(string name)
    {
        if (Number(name, required: true) is not { } number)
            return null;
        if (number > 0)
            return number;
        Fault(name, "out_of_range", $"\"{name}\" must be greater than 0.");
        return null;
    }

    /// <summary>An integer in [<paramref name="min"/>, <paramref name="max"/>], or null. Codes: <c>missing</c>, <c>wrong_type</c>, <c>out_of_range</c>.</summary>
    public int? Whole(string name, bool required = false, int min = 0, int max = int.MaxValue)
    {
        if (Number(name, required) is not { } number)
            return null;
        if (number == Math.Floor(number) && number >= min && number <= max)
            return (int)number;
        Fault(name, "out_of_range", string.Create(CultureInfo.InvariantCulture, $"\"{name}\" must be an integer from {min} to {max}."));
        return null;
    }

    /// <summary>A boolean, or null. Codes: <c>missing</c>, <c>wrong_type</c>.</summary>
    public bool? Flag(string name)
    {
        if (Any(name) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Fault(name, "wrong_type", $"\"{name}\" must be true or false, not {Kind(value)}.");
        return null;
    }

    /// <summary>The elements of a list with their pointers; nothing if it is absent. Codes: <c>missing</c>, <c>wrong_type</c>.</summary>
    public IReadOnlyList<(JsonElement Value, JsonPath Path)> List(string name, bool required = false)
    {
        if (Any(name, required) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            Fault(name, "wrong_type", $"\"{name}\" must be a list, not {Kind(value)}.");
            return [];
        }
        var path = At(name);
        var list = new List<(JsonElement, JsonPath)>(value.GetArrayLength());
        foreach (var each in value.EnumerateArray())
            list.Add((each, path.Step(list.Count)));
        return list;
    }

    /// <summary>The members of a map from names to values; nothing if it is absent. Code: <c>wrong_type</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement> Map(string name)
    {
        if (Any(name) is not { } value)
            return ReadOnlyDictionary<string, JsonElement>.Empty;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Fault(name, "wrong_type", $"\"{name}\" must be an object, not {Kind(value)}.");
            return ReadOnlyDictionary<string, JsonElement>.Empty;
        }
        var map = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
            map[member.Name] = member.Value;
        return map;
    }

    /// <summary>What a value is, in words for a message.</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
