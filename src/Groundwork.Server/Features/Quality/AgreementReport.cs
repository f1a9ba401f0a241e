using System.Globalization;
using Groundwork.Core;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;

namespace Groundwork.Server.Features.Quality;

/// <summary>Every agreement coefficient that there is, on one question's votes, at the question's own level of measurement.</summary>
static class AgreementReport
{
    internal static IEnumerable<GetQuality.Agreement> Of(ProjectVotes.QuestionVotes question, VoteTable table, CancellationToken cancel)
    {
        foreach (var each in Catalog.Of<IAgreement>())
        {
            var result = each.Measure(table, SettingsFor(each, question), cancel);
            yield return new GetQuality.Agreement(each.Name, each.Title, each.Description, result.Value, result.Low, result.High, result.N, result.Reason);
        }
    }

    // A rating of 4 is nearer to 5 than to 1, and alpha can say so; names have no nearness.
    static object? SettingsFor(IAgreement each, ProjectVotes.QuestionVotes question) =>
        each is KrippendorffAlpha && question.Question.Asks.Scale == Scale.Ordinal
            ? new KrippendorffAlpha.Settings
            {
                Level = MeasurementLevel.Ordinal,
                Values = [.. question.Labels.Select(l => double.Parse(l.Name, CultureInfo.InvariantCulture))],
            }
            : null;
}
