namespace Groundwork.Core.Documents;

/// <summary>Pixels: <c>size</c> = <c>[height, width]</c> with <c>counts</c>, a compressed COCO run-length string (column by column, starting with background), or <c>ref</c> to a blob with such a mask.</summary>
public sealed class Mask : IGeometryKind
{
    /// <inheritdoc/>
    public string Name => "mask";

    /// <inheritdoc/>
    public string Title => "Mask";

    /// <inheritdoc/>
    public string Description => "Single pixels, for shapes that no outline fits.";

    /// <inheritdoc/>
    public IReadOnlyList<GeometryMember> Members { get; } = [new("size"), new("counts"), new("ref")];

    /// <inheritdoc/>
    public void Check(JsonMembers geometry, List<Fault> faults)
    {
        if (geometry.Any("ref") is not null)
        {
            CheckRef(geometry, "counts", "size");
            return;
        }
        var counts = geometry.Text("counts", required: true, maxLength: int.MaxValue);
        if (geometry.Any("size", required: true) is not { } value || Points.CheckNumbers(value, geometry.At("size"), 2, faults) is not { } size)
            return;
        if (size.Any(n => n is < 1 or > MaxSide || n != Math.Floor(n)))
            geometry.Fault("size", "out_of_range", "Height and width must be integers from 1 to 65535.");
        else if (counts is not null && Runs(counts) is var runs && (runs is null || runs.Sum() != (long)size[0] * (long)size[1]))
            geometry.Fault("counts", "bad_mask", runs is null
                ? "This is not a compressed COCO run-length string. Encode the mask again."
                : FormattableString.Invariant($"The runs cover {runs.Sum()} pixels, the size says {size[0] * size[1]}. Encode the mask again."));
    }

    const int MaxSide = 65_535;

    /// <summary>
    /// Decodes the runs of a compressed COCO string (rleFrString in cocoapi's maskApi.c): groups of 5 bits, the sixth says
    /// that more follow, the sign is extended, and from the fourth run on each is the difference to the one before the last.
    /// </summary>
    /// <returns>The lengths, or null if the text is malformed or a length is negative.</returns>
    public static IReadOnlyList<long>? Runs(string counts)
    {
        var runs = new List<long>();
        for (var at = 0; at < counts.Length;)
        {
            long run = 0;
            var shift = 0;
            int bits;
            do
            {
                if (at == counts.Length || shift > 35)
                    return null;
                bits = counts[at++] - 48;
                if (bits is < 0 or > 63)
                    return null;
                run |= (long)(bits & 0x1f) << shift;
                shift += 5;
            }
            while ((bits & 0x20) != 0);
            if ((bits & 0x10) != 0)
                run |= -1L << shift;
            if (runs.Count > 2)
                run += runs[^2];
            if (run is < 0 or > (long)MaxSide * MaxSide)
                return null;
            runs.Add(run);
        }
        return runs;
    }

    /// <summary>Checks <c>ref</c>, a content address, beside which other members make no sense. Code: <c>bad_ref</c>.</summary>
    internal static void CheckRef(JsonMembers geometry, params ReadOnlySpan<string> notBeside)
    {
        if (geometry.Text("ref") is { } text && !(text.Length == 71 && text.StartsWith("sha256:", StringComparison.Ordinal)
            && text.Skip(7).All(char.IsAsciiHexDigitLower)))
            geometry.Fault("ref", "bad_ref", "A ref must be \"sha256:\" and 64 lower-case hex digits. Upload the blob and use the address it gets.");
        foreach (var name in notBeside)
            if (geometry.Any(name) is not null)
                geometry.Fault(name, "bad_ref", $"Give either \"ref\" or \"{name}\", not both.");
    }
}
