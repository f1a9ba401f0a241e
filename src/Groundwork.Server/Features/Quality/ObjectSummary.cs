using System.Text.Json;
using Groundwork.Core.Quality;

namespace Groundwork.Server.Features.Quality;

/// <summary>What is believed about the objects of a task, in short.</summary>
/// <param name="Confidence">The lowest belief in what is proposed and in what is left out; null if nobody marked anything.</param>
/// <param name="Disputed">Whether nobody can stand behind all of it.</param>
/// <param name="Objects">How many are proposed.</param>
/// <param name="Relations">How many relations between them are.</param>
/// <param name="LeftOut">How many were marked and are left out.</param>
/// <param name="Disputes">How many places keep it open.</param>
/// <param name="Mistakes">How many of them, left out ones among them, are expected to be wrong.</param>
/// <param name="AsOf">The newest answer that it was made from, by its transaction.</param>
public sealed record ObjectSummary(double? Confidence, bool Disputed, int Objects, int Relations, int LeftOut, int Disputes, double Mistakes, long AsOf)
{
    internal static ObjectSummary Of(ObjectResolution resolution, long asOf) => new(resolution.Confidence, resolution.Disputed,
        resolution.Objects.Count, resolution.Relations.Count, resolution.LeftOut.Count, resolution.Disputes.Count,
        Math.Round(resolution.ExpectedMistakes, 6), asOf);

    internal static ObjectSummary? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<ObjectSummary>(json, JsonSerializerOptions.Web);

    internal string Write() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
