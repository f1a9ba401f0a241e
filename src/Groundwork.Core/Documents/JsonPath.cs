using System.Globalization;

namespace Groundwork.Core.Documents;

/// <summary>
/// Where something stands in a JSON document, as a pointer (RFC 6901). It is put into words only when there is a fault to report: what is
/// right, nearly everything, costs a step and no text.
/// </summary>
public sealed class JsonPath
{
    readonly JsonPath? _outer;
    readonly string? _name;
    readonly int _index;

    JsonPath(JsonPath? outer, string? name, int index) => (_outer, _name, _index) = (outer, name, index);

    /// <summary>The whole document.</summary>
    public static JsonPath Root { get; } = new(null, "", 0);

    /// <summary>A path that is written already, e.g. <c>/objects</c>.</summary>
    public static JsonPath FromString(string pointer) => pointer.Length == 0 ? Root : new(null, pointer, 0);

    /// <summary>A member of what stands here.</summary>
    public JsonPath Step(string name) => new(this, name, 0);

    /// <summary>An element of the list that stands here, from 0.</summary>
    public JsonPath Step(int index) => new(this, null, index);

    /// <summary>The pointer, escaped as RFC 6901 asks; empty for the whole document.</summary>
    public override string ToString() => _outer is null ? _name! : _outer + "/" + (_name is null
        ? _index.ToString(CultureInfo.InvariantCulture)
        : _name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));

    /// <summary>The same as <see cref="FromString"/>.</summary>
    public static implicit operator JsonPath(string pointer) => FromString(pointer);

    /// <summary>The same as <see cref="ToString"/>.</summary>
    public static implicit operator string(JsonPath path) => path.ToString();
}
