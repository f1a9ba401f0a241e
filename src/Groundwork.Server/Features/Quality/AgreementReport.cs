using System.Globalization;
using Groundwork.Core;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Agreement;

namespace Groundwork.Server.Features.Quality;

/// <summary>The agreement coefficients of the overview that suit one question's labels: few, so that they are read.</summary>
static class AgreementReport
{
    internal static IEnumerable<GetQuality.Agreement> Of(ProjectVotes.QuestionVotes question, VoteTable table, CancellationToken cancel)
    {
        // A rating of 4 is nearer to 5 than to 1, and coefficients can say so; names have no nearness.
        var ordered = question.Question.Asks.Scale == Scale.Ordinal;
        var values = ordered ? question.Labels.Select(l => double.Parse(l.Name, CultureInfo.InvariantCulture)).ToArray() : null;
        foreach (var each in Catalog.Of<IAgreement>().Where(a => a.PlaceInOverview is not null).OrderBy(a => a.PlaceInOverview))
            foreach (var settings in each.SettingsFor(ordered ? MeasurementLevel.Ordinal : MeasurementLevel.Nominal, values))
            {
                var result = each.Measure(table, settings, cancel);
                yield return new GetQuality.Agreement(each.Name, each.Title, each.Description, result.Value, result.Low, result.High, result.N, result.Reason);
            }
    }
}
