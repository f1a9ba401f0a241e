using System.Collections.Concurrent;
using System.Text.Json;

namespace Groundwork.Core.Documents;

/// <summary>A kind of geometry. Its <see cref="ICatalogued.Name"/> is the <c>type</c> in documents.</summary>
public interface IGeometryKind : ICatalogued
{
    /// <summary>Its members besides <c>type</c>, in the order in which the canonical form has them.</summary>
    IReadOnlyList<GeometryMember> Members { get; }

    /// <summary>
    /// Checks shape and numbers, not the ontology or the item: finite, positive where sizes are meant, enough points.
    /// Unknown members have been reported before; missing ones are for the kind to report.
    /// </summary>
    /// <param name="geometry">The members.</param>
    /// <param name="faults">Receives every fault.</param>
    void Check(JsonMembers geometry, List<Fault> faults);
}

/// <summary>A member of a geometry.</summary>
/// <param name="Name">Its name in the JSON.</param>
/// <param name="Default">The number that its absence stands for; the canonical form leaves it out then.</param>
public sealed record GeometryMember(string Name, double? Default = null);

/// <summary>Checks and writes geometries of every catalogued kind.</summary>
public static class Geometries
{
    // Of each kind, the names that its members may have.
    static readonly ConcurrentDictionary<string, string[]> Known = new(StringComparer.Ordinal);

    /// <summary>
    /// Checks a geometry of any kind. Codes: <c>unknown_geometry</c> and those of <see cref="JsonMembers"/> and the kinds
    /// (<c>out_of_range</c>, <c>too_few_points</c>, <c>ring_closed</c>, <c>bad_mask</c>, <c>bad_ref</c>, <c>bad_runs</c>, <c>duplicate_name</c>).
    /// </summary>
    public static void Check(JsonElement geometry, JsonPath path, List<Fault> faults)
    {
        if (geometry.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new(path, "wrong_type", $"A geometry must be an object with a \"type\", not {JsonMembers.Kind(geometry)}."));
            return;
        }
        var type = geometry.TryGetProperty("type", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (type is null || Catalog.Named<IGeometryKind>(type) is not { } kind)
        {
            faults.Add(new(path.Step("type"), "unknown_geometry",
                $"There is no geometry type \"{type}\". Use one of {string.Join(", ", Catalog.Of<IGeometryKind>().Select(k => k.Name))}."));
            return;
        }
        if (JsonMembers.TryOpen(geometry, path, faults, out var members, Known.GetOrAdd(type, static (_, kind) => ["type", .. kind.Members.Select(m => m.Name)], kind)))
            kind.Check(members, faults);
    }

    /// <summary>Writes a checked geometry: <c>type</c> first, then its kind's members in their order, defaults left out.</summary>
    public static void Write(CanonicalJson to, JsonElement geometry)
    {
        var type = geometry.GetProperty("type").GetString()!;
        var kind = Catalog.Named<IGeometryKind>(type) ?? throw new ArgumentException($"There is no geometry type \"{type}\".", nameof(geometry));
        to.Object().Name("type").Text(type);
        foreach (var member in kind.Members)
            if (Given(geometry, member) is { } value)
                to.Name(member.Name).Value(value);
        to.EndObject();
    }

    /// <summary>Whether two checked geometries have the same canonical form.</summary>
    public static bool Same(JsonElement a, JsonElement b)
    {
        var type = a.GetProperty("type").GetString()!;
        return b.GetProperty("type").ValueEquals(type) && Catalog.Named<IGeometryKind>(type)!.Members.All(member =>
            (Given(a, member), Given(b, member)) switch
            {
                (null, null) => true,
                ({ } one, { } other) => CanonicalJson.Same(one, other),
                _ => false,
            });
    }

    static JsonElement? Given(JsonElement geometry, GeometryMember member) =>
        geometry.TryGetProperty(member.Name, out var value) && value.ValueKind != JsonValueKind.Null
            && !(member.Default is { } absent && value.ValueKind == JsonValueKind.Number && value.GetDouble() == absent)
            ? value
            : null;
}
