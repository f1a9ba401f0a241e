using System.Text.Json;

namespace Groundwork.Core.Quality;

/// <summary>A way to infer the true label of every task from the votes of fallible annotators.</summary>
public interface ITruthMethod : ICatalogued
{
    /// <summary>The method of whoever chooses none.</summary>
    public const string Default = "committee";

    /// <summary>The nested <c>Settings</c> record; its parameterless constructor gives the defaults.</summary>
    Type SettingsType { get; }

    /// <summary>Infers the truth.</summary>
    /// <param name="votes">The votes.</param>
    /// <param name="settings">An instance of <see cref="SettingsType"/>, or null for the defaults.</param>
    /// <param name="cancel">Stops a long fit between two iterations.</param>
    /// <returns>A posterior over labels for every task; the same votes and settings always give the same bits.</returns>
    /// <exception cref="ArgumentException">The settings are of another type, or a value is out of its range.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    TruthResult Infer(VoteTable votes, object? settings = null, CancellationToken cancel = default);

    /// <summary>Infers with the default settings, and keeps what single tasks need until the next fit.</summary>
    /// <inheritdoc cref="Infer"/>
    TruthFit Fit(VoteTable votes, CancellationToken cancel = default) => new(Infer(votes, null, cancel), null, []);

    /// <summary>One task's posterior from its votes and the last fit, in time independent of the project's size.</summary>
    /// <param name="community">The shared part of the last <see cref="TruthFit"/>; null before the first, or if the method needs none.</param>
    /// <param name="labelCount">Number of labels, at least 1.</param>
    /// <param name="votes">The task's votes, at most one per annotator.</param>
    /// <returns>Length labels, sums to 1.</returns>
    double[] PosteriorOf(JsonElement? community, int labelCount, IReadOnlyList<LiveVote> votes)
    {
        var live = Live(community, labelCount);
        return live.PosteriorOf([.. votes.Select(v => (v.Annotator is { } kept ? live.Annotator(kept) : null, v.Label))]);
    }

    /// <summary>The last fit, ready to judge many tasks.</summary>
    /// <param name="community">The shared part of the last <see cref="TruthFit"/>; null before the first, or if the method needs none.</param>
    /// <param name="labelCount">Number of labels, at least 1.</param>
    ILiveFit Live(JsonElement? community, int labelCount) => new LiveMajority(labelCount);
}

/// <summary>What the last fit knows about one question, read once for many tasks. Several threads may ask it at once.</summary>
public interface ILiveFit
{
    /// <summary>Reads what the fit kept of an annotator, to be given to <see cref="PosteriorOf"/>.</summary>
    object? Annotator(JsonElement kept);

    /// <summary>One task's posterior from its votes.</summary>
    /// <param name="votes">At most one per annotator, with what <see cref="Annotator"/> read of them; null for a newcomer.</param>
    /// <returns>Length labels, sums to 1.</returns>
    double[] PosteriorOf(IReadOnlyList<(object? Annotator, int Label)> votes);
}

sealed class LiveMajority(int labelCount) : ILiveFit
{
    public object? Annotator(JsonElement kept) => null;

    public double[] PosteriorOf(IReadOnlyList<(object? Annotator, int Label)> votes)
    {
        var row = new double[labelCount];
        Majority.Shares([.. votes.Select(v => v.Label)], row);
        return row;
    }
}

/// <summary>A fit and what it leaves behind for single tasks, as JSON that a store keeps without knowing the method.</summary>
/// <param name="Result">The posteriors of all tasks.</param>
/// <param name="Community">What all annotators share; null if the method has nothing to keep.</param>
/// <param name="Annotators">What is known of each annotator, length annotators; empty if nothing is kept.</param>
public sealed record TruthFit(TruthResult Result, JsonElement? Community, IReadOnlyList<JsonElement> Annotators);

/// <summary>One vote on a task with what the last fit kept of its annotator.</summary>
/// <param name="Annotator">From <see cref="TruthFit.Annotators"/>; null for a newcomer.</param>
/// <param name="Label">The answer, 0 … labels − 1.</param>
public readonly record struct LiveVote(JsonElement? Annotator, int Label);

/// <summary>A truth method with its settings typed; implementers write only the typed <c>Infer</c>.</summary>
/// <typeparam name="TSettings">The nested <c>Settings</c> record.</typeparam>
public interface ITruthMethod<TSettings> : ITruthMethod where TSettings : class, new()
{
    /// <inheritdoc/>
    Type ITruthMethod.SettingsType => typeof(TSettings);

    /// <summary>Infers the truth with typed settings.</summary>
    /// <inheritdoc cref="ITruthMethod.Infer"/>
    TruthResult Infer(VoteTable votes, TSettings settings, CancellationToken cancel = default);

    /// <inheritdoc/>
    TruthResult ITruthMethod.Infer(VoteTable votes, object? settings, CancellationToken cancel) =>
        Infer(votes, TypedSettings.For<TSettings>(this, settings), cancel);
}
