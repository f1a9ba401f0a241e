namespace Groundwork.Server.Features.Live;

/// <summary>Up to where a stream has been told: every commit with a smaller number, and when that was so.</summary>
readonly record struct Mark(long Tx, long At)
{
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Tx}-{At}");

    internal static Mark? Of(string? text) => text?.Split('-') is [var tx, var at]
        && long.TryParse(tx, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
        && long.TryParse(at, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var time) ? new(number, time) : null;
}
