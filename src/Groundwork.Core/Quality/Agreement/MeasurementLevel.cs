namespace Groundwork.Core.Quality.Agreement;

/// <summary>What the difference between two labels means (Stevens 1946).</summary>
public enum MeasurementLevel
{
    /// <summary>Labels are equal or not.</summary>
    Nominal,

    /// <summary>Labels are ranks: distance grows with the number of votes between them.</summary>
    Ordinal,

    /// <summary>Labels are numbers: distance is the squared difference.</summary>
    Interval,

    /// <summary>Labels are amounts from 0 on: distance is the squared difference relative to the sum.</summary>
    Ratio,
}
