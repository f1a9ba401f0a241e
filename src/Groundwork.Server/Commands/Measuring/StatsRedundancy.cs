using System.CommandLine;
using System.Globalization;
using Groundwork.Core;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Redundancy;
using static Groundwork.Server.Commands.Measuring.StatsOptions;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>How many of the votes of a file would have done, had each been asked for only where it was worth most.</summary>
static class StatsRedundancy
{
    sealed record Plan(double Labels, double Share, double? Accuracy, double SameAnswer);

    internal static Command Build()
    {
        var (json, votes) = (Where.Json(), Votes());
        votes.Required = true;
        var orders = new Option<int>("--orders") { Description = "Random orders of arrival to average over.", DefaultValueFactory = _ => 100 };
        var budget = new Option<double>("--budget") { Description = "The largest share of the votes to ask for.", DefaultValueFactory = _ => 0.5 };
        var price = new Option<double>("--price") { Description = "Right answers that one more vote must be expected to bring to be asked for.", DefaultValueFactory = _ => new AskAgain.Settings().Price };
        var command = new Command("redundancy", "Replay votes, asking again only where it is worth most, and forecast what more would bring.") { votes, orders, budget, price, json };
        command.Does(async (parsed, cancel) =>
        {
            var (runs, share, settings) = (parsed.GetValue(orders), parsed.GetValue(budget), new AskAgain.Settings { Price = parsed.GetValue(price) });
            if (runs < 1 || share is not (> 0 and <= 1) || settings.Price is not >= 0)
                throw new Refusal("--orders is at least 1, --budget above 0 and at most 1, --price at least 0.");
            var data = await VotesFile.Read(parsed.GetValue(votes)!, cancel);
            var method = Catalog.Named<ITruthMethod>(ITruthMethod.Default)!;
            var asking = Catalog.Named<ITruthMethod>(AskAgain.Method)!;
            var full = method.Infer(data.Table, null, cancel);
            var most = (int)(share * data.Table.VoteCount);
            var (adaptive, even) = (new List<RedundancyReplay.Collected>(), new List<RedundancyReplay.Collected>());
            for (var order = 0; order < runs; order++)
            {
                adaptive.Add(RedundancyReplay.Adaptive(data.Table, method, most, (ulong)order, settings, cancel));
                even.Add(RedundancyReplay.Even(data.Table, method, adaptive[^1].Votes.VoteCount, (ulong)order, cancel));
            }
            var (all, some, dealt) = (Of([new(data.Table, full)]), Of(adaptive), Of(even));
            var forecast = AskAgain.Ahead(data.Table, asking.Infer(data.Table, null, cancel), settings);
            Print(parsed.GetValue(json), new { method = method.Name, asking = asking.Name, orders = runs, all, adaptive = some, even = dealt, forecast },
            [
                .. new[] { ("all", all), ("asked where it pays", some), ("dealt evenly", dealt) }.Select(p => string.Create(CultureInfo.InvariantCulture,
                    $"{p.Item1,-20} {p.Item2.Labels:0} votes ({p.Item2.Share * 100:0.0} %), accuracy {Show(p.Item2.Accuracy)}, same answer as all {Show(p.Item2.SameAnswer)}")),
                string.Create(CultureInfo.InvariantCulture, $"{"forecast",-20} {forecast.Answers} more votes would be worth their price; {asking.Title} believes {forecast.Now:0.0000} of its answers right, and {forecast.Then:0.0000} then"),
            ]);
            return 0;

            Plan Of(List<RedundancyReplay.Collected> found)
            {
                var labels = found.Average(f => f.Votes.VoteCount);
                return new Plan(labels, labels / data.Table.VoteCount,
                    found.Average(f => Accuracy.Of(f.Result, data.Known).Value),
                    found.Average(f => Enumerable.Range(0, full.TaskCount).Average(t => f.Result.TopLabelsOf(t)[0] == full.TopLabelsOf(t)[0] ? 1.0 : 0)));
            }
        });
        return command;
    }
}
