using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality.Agreement;

/// <summary>A coefficient of how far annotators agree with each other.</summary>
public interface IAgreement : ICatalogued
{
    /// <summary>The nested <c>Settings</c> record; its parameterless constructor gives the defaults.</summary>
    Type SettingsType { get; }

    /// <summary>Where it stands among the few that a report shows by itself; null for those that have to be asked for.</summary>
    int? PlaceInOverview => null;

    /// <summary>The settings under which it suits labels at a level of measurement, one for each figure; empty where it doesn't suit.</summary>
    /// <param name="level">What the difference between two labels means.</param>
    /// <param name="values">The number that each label stands for; null takes the label's index.</param>
    IReadOnlyList<object> SettingsFor(MeasurementLevel level, double[]? values = null);

    /// <summary>Measures the agreement over all tasks with at least two votes.</summary>
    /// <param name="votes">The votes.</param>
    /// <param name="settings">An instance of <see cref="SettingsType"/>, or null for the defaults.</param>
    /// <param name="cancel">Stops a long computation.</param>
    /// <exception cref="ArgumentException">The settings are of another type, or a value is out of its range.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    AgreementResult Measure(VoteTable votes, object? settings = null, CancellationToken cancel = default);
}

/// <summary>An agreement coefficient with its settings typed; implementers write only the typed <c>Measure</c>.</summary>
/// <typeparam name="TSettings">The nested <c>Settings</c> record.</typeparam>
public interface IAgreement<TSettings> : IAgreement where TSettings : class, new()
{
    /// <inheritdoc/>
    Type IAgreement.SettingsType => typeof(TSettings);

    /// <summary>Measures the agreement with typed settings.</summary>
    /// <inheritdoc cref="IAgreement.Measure"/>
    AgreementResult Measure(VoteTable votes, TSettings settings, CancellationToken cancel = default);

    /// <inheritdoc/>
    AgreementResult IAgreement.Measure(VoteTable votes, object? settings, CancellationToken cancel) =>
        Measure(votes, TypedSettings.For<TSettings>(this, settings), cancel);
}

/// <summary>An agreement coefficient with its interval. What is undefined is null and says why; nothing is ever NaN.</summary>
/// <param name="Name">The coefficient's name.</param>
/// <param name="Value">The coefficient, at most 1; null if undefined.</param>
/// <param name="Low">Lower end of the interval; null if there is none.</param>
/// <param name="High">Upper end of the interval; null if there is none.</param>
/// <param name="N">Number of tasks with at least two votes, on which the value rests.</param>
/// <param name="Reason">Why the value or the interval is missing; null if neither is.</param>
public sealed record AgreementResult(string Name, double? Value, double? Low, double? High, int N, string? Reason = null)
{
    /// <summary>Linearised standard error of the value; null where there is none.</summary>
    public double? StandardError { get; init; }

    /// <summary>The value and its interval from summed contributions of the units.</summary>
    internal static AgreementResult FromUnits(
        string name, int n, UnitSums units, Jackknife.Statistic statistic, string undefined, double confidence, CancellationToken cancel)
    {
        if (n == 0)
            return new AgreementResult(name, null, null, null, 0, "No task has two votes yet.");
        var value = statistic(units.Total);
        if (double.IsNaN(value))
            return new AgreementResult(name, null, null, null, n, undefined);
        var interval = Jackknife.AtMostOne(units, statistic, confidence, cancel);
        return new AgreementResult(name, value, interval?.Low, interval?.High, n, interval is null ? "Too few or too uniform tasks for an interval." : null)
        {
            StandardError = Jackknife.StandardError(units, statistic),
        };
    }
}
