using System.CommandLine;
using System.Globalization;
using Groundwork.Core.Quality.Certification;
using static Groundwork.Server.Commands.Measuring.StatsOptions;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>Certifies the labels of a file from a review of some of them.</summary>
static class StatsCertify
{
    internal static Command Build()
    {
        var json = Where.Json();
        var file = new Option<FileInfo>("--file") { Description = "A row per item, item,verdict[,confidence]; verdict is right, wrong or empty where it was not reviewed.", Required = true };
        var cuts = new Option<double[]>("--cuts") { Description = "Certify by kinds: where the confidence is cut, such as 0.7 0.9; each kind drawn from by itself.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var confidence = new Option<double>("--confidence") { Description = "How often the bound holds at least.", DefaultValueFactory = _ => 0.95 };
        var target = new Option<double?>("--target") { Description = "A share of wrong items, to say how many reviews it takes in all if no more wrong ones come." };
        var command = new Command("certify", "How many labels are wrong at most, from a review of items drawn at random.") { file, cuts, confidence, target, json };
        command.Does(async (parsed, cancel) =>
        {
            var sure = parsed.GetValue(confidence);
            if (sure is not (> 0 and < 1))
                throw new Refusal("--confidence is between 0 and 1, such as 0.95.");
            var strata = await ReviewFile.Read(parsed.GetValue(file)!, parsed.GetValue(cuts)!, cancel);
            var found = Certificate.Of(strata, sure);
            long? needed = null;
            if (parsed.GetValue(target) is { } share)
            {
                if (share is not (> 0 and < 1))
                    throw new Refusal("--target is a share between 0 and 1, such as 0.01.");
                if (strata.Count > 1)
                    throw new Refusal("--target plans for one kind of items; leave out --cuts.");
                needed = Acceptance.ToReview(found.Items, share, found.Wrong, sure);
            }
            Print(parsed.GetValue(json), new
            {
                certificate = found.Sentence,
                found.Items,
                found.Reviewed,
                found.Wrong,
                found.Share,
                found.Low,
                found.High,
                found.AtMost,
                found.AtMostAnytime,
                processLow = found.Process?.Low,
                processHigh = found.Process?.High,
                found.Confidence,
                needed,
                strata,
            }, Lines(found, strata, needed));
            return 0;
        });
        return command;
    }

    static IEnumerable<string> Lines(Certificate found, IReadOnlyList<Stratum> strata, long? needed)
    {
        yield return found.Sentence;
        yield return $"wrong                {Show(found.Share)} ({Show(found.Low)} to {Show(found.High)}), at most {Show(found.AtMost)}";
        if (found.AtMostAnytime is { } anytime)
            yield return $"looked at meanwhile  at most {Show(anytime)}";
        if (found.Process is { } process)
            yield return $"items still to come  {Show(process.Low)} to {Show(process.High)}";
        if (strata.Count > 1)
            foreach (var (each, i) in strata.Select((s, i) => (s, i)))
                yield return string.Create(CultureInfo.InvariantCulture, $"kind {i + 1,-15} {each.Reviewed} of {each.Items} reviewed, {each.Wrong} wrong");
        if (needed is { } n)
            yield return string.Create(CultureInfo.InvariantCulture, $"for the target       {n} reviews in all with {found.Wrong} wrong");
    }
}
