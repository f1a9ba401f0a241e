namespace Groundwork.Core.Quality.Numeric;

/// <summary>A way to infer the true number of every task from the answers of fallible annotators.</summary>
public interface INumericTruthMethod : ICatalogued
{
    /// <summary>The method of whoever chooses none.</summary>
    public const string Default = "bias-and-variance";

    /// <summary>The nested <c>Settings</c> record; its parameterless constructor gives the defaults.</summary>
    Type SettingsType { get; }

    /// <summary>Infers the truth.</summary>
    /// <param name="votes">The answers. A known one is taken for certain, and learned from.</param>
    /// <param name="settings">An instance of <see cref="SettingsType"/>, or null for the defaults.</param>
    /// <param name="cancel">Stops a long fit between two iterations.</param>
    /// <returns>A number for every task with answers; the same votes and settings always give the same bits.</returns>
    /// <exception cref="ArgumentException">The settings are of another type, or a value is out of its range.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    NumericResult Infer(NumericVotes votes, object? settings = null, CancellationToken cancel = default);
}

/// <summary>A numeric truth method with its settings typed; implementers write only the typed <c>Infer</c>.</summary>
/// <typeparam name="TSettings">The nested <c>Settings</c> record.</typeparam>
public interface INumericTruthMethod<TSettings> : INumericTruthMethod where TSettings : class, new()
{
    /// <inheritdoc/>
    Type INumericTruthMethod.SettingsType => typeof(TSettings);

    /// <summary>Infers the truth with typed settings.</summary>
    /// <inheritdoc cref="INumericTruthMethod.Infer"/>
    NumericResult Infer(NumericVotes votes, TSettings settings, CancellationToken cancel = default);

    /// <inheritdoc/>
    NumericResult INumericTruthMethod.Infer(NumericVotes votes, object? settings, CancellationToken cancel) =>
        Infer(votes, TypedSettings.For<TSettings>(this, settings), cancel);
}
