using System.Text.Json;

namespace Groundwork.Core.Documents;

/// <summary>Single points in pixels: <c>points</c>, at least one <c>[x, y]</c>.</summary>
public sealed class Points : IGeometryKind
{
    /// <inheritdoc/>
    public string Name => "points";

    /// <inheritdoc/>
    public string Title => "Points";

    /// <inheritdoc/>
    public string Description => "One or more single points.";

    /// <inheritdoc/>
    public IReadOnlyList<GeometryMember> Members { get; } = [new("points")];

    /// <inheritdoc/>
    public void Check(JsonMembers geometry, List<Fault> faults)
    {
        if (geometry.Any("points", required: true) is { } points)
            CheckList(points, geometry.At("points"), atLeast: 1, faults);
    }

    /// <summary>Checks a list of points <c>[x, y]</c>. Codes: <c>wrong_type</c>, <c>too_few_points</c>.</summary>
    /// <returns>The points, or null if any is wrong.</returns>
    internal static List<(double X, double Y)>? CheckList(JsonElement list, JsonPath path, int atLeast, List<Fault> faults)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            faults.Add(new(path, "wrong_type", $"This must be a list of points [x, y], not {JsonMembers.Kind(list)}."));
            return null;
        }
        var points = new List<(double, double)>(list.GetArrayLength());
        var at = 0;
        var right = true;
        foreach (var each in list.EnumerateArray())
        {
            if (CheckNumbers(each, path.Step(at++), 2, faults) is { } point)
                points.Add((point[0], point[1]));
            else
                right = false;
        }
        if (at < atLeast)
        {
            faults.Add(new(path, "too_few_points", FormattableString.Invariant($"There are {at} points; at least {atLeast} are needed.")));
            right = false;
        }
        return right ? points : null;
    }

    /// <summary>Checks a ring: at least 3 points, the last one not a repetition of the first. Codes: those of a list and <c>ring_closed</c>.</summary>
    internal static void CheckRing(JsonElement ring, JsonPath path, List<Fault> faults)
    {
        if (CheckList(ring, path, atLeast: 3, faults) is { } points && points[0] == points[^1])
            faults.Add(new(path, "ring_closed", "The last point repeats the first. Leave it out; rings close by themselves."));
    }

    /// <summary>Checks a list of exactly so many finite numbers. Code: <c>wrong_type</c>.</summary>
    internal static double[]? CheckNumbers(JsonElement list, JsonPath path, int count, List<Fault> faults)
    {
        if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == count
            && list.EnumerateArray().All(n => n.ValueKind == JsonValueKind.Number))
        {
            // Numbers that are not finite have been reported by the parser.
            var numbers = list.EnumerateArray().Select(n => n.GetDouble()).ToArray();
            return numbers.All(double.IsFinite) ? numbers : null;
        }
        faults.Add(new(path, "wrong_type", FormattableString.Invariant($"This must be a list of {count} numbers.")));
        return null;
    }
}
