using System.Text;
using System.Text.Json;
using Groundwork.Core.Geometry;
using Groundwork.Core.Matching;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Simulation;

/// <summary>Marks a thing as a hand would that isn't quite steady: boxes, outlines and spans.</summary>
sealed class SimulatedMark(SeededRandom random, ItemExtent? size, string? text)
{
    const int FewestCorners = 30, Spread = 20, Fine = 600;

    // Whose hand slips does so now and then, not always a little.
    const double Slip = 1.0 / 30;

    internal JsonElement Of(JsonElement truth, double jitter)
    {
        var error = jitter * (random.NextDouble() < Slip ? 3 : 1);
        return truth.GetProperty("type").GetString() switch
        {
            "box" => Box(truth, error),
            "polygon" => Outline(truth, error),
            "span" => Span(truth, jitter),
            var other => throw new ArgumentException($"Nobody simulates how a {other} is marked.", nameof(truth)),
        };
    }

    JsonElement Box(JsonElement truth, double error)
    {
        var (x, y, width, height) = (Number(truth, "x"), Number(truth, "y"), Number(truth, "width"), Number(truth, "height"));
        var (left, right) = (Edge(x, width, size?.Width), Edge(x + width, width, size?.Width));
        var (top, bottom) = (Edge(y, height, size?.Height), Edge(y + height, height, size?.Height));
        return Json(new { type = "box", x = left, y = top, width = Tidy(Math.Max(1, right - left)), height = Tidy(Math.Max(1, bottom - top)) });

        // At the edge of the picture there is nothing to aim at: it stops the hand.
        double Edge(double at, double length, double? end) =>
            at <= 0 || at >= end ? at : Tidy(Math.Clamp(at + (error * length * Normal()), 0, end ?? double.MaxValue));
    }

    // Corners set along the outline beginning anywhere, each a little off.
    JsonElement Outline(JsonElement truth, double error)
    {
        var ring = Shape.PointsOf(truth.GetProperty("rings")[0]);
        var (along, corners, from) = (Lines.Along([.. ring, ring[0]], Fine + 1), FewestCorners + random.NextInt(Spread), random.NextInt(Fine));
        var off = error * Math.Sqrt(Math.Abs(Region.SignedArea(ring)));
        var drawn = Enumerable.Range(0, corners).Select(i => along[(from + (i * Fine / corners)) % Fine])
            .Select(p => new[] { Near(p.X, size?.Width), Near(p.Y, size?.Height) });
        return Json(new { type = "polygon", rings = new[] { drawn.ToArray() } });

        double Near(double at, double? end) => at <= 0 || at >= end ? at : Tidy(Math.Clamp(at + (off * Normal()), 0, end ?? double.MaxValue));
    }

    // An end is a word off: an article taken in, a title left out. In code points, as spans are.
    JsonElement Span(JsonElement truth, double often)
    {
        var (start, end) = ((int)Number(truth, "start"), (int)Number(truth, "end"));
        var words = Words(text ?? "");
        var (first, last) = (words.FindIndex(w => w.End > start), words.FindLastIndex(w => w.Start < end));
        if (first >= 0 && last >= first)
        {
            if (random.NextDouble() < often)
                start = Moved(first, first > 0, first < last, -1) is var at && at == first ? start : words[at].Start;
            if (random.NextDouble() < often)
                end = Moved(last, last < words.Count - 1, first < last && words[last].Start > start, 1) is var at && at == last ? end : words[at].End;
        }
        return Json(new { type = "span", start, end });

        int Moved(int at, bool canGrow, bool canShrink, int outward) => (canGrow, canShrink) switch
        {
            (true, true) => at + (random.NextInt(2) == 0 ? outward : -outward),
            (true, false) => at + outward,
            (false, true) => at - outward,
            _ => at,
        };
    }

    static List<(int Start, int End)> Words(string text)
    {
        var words = new List<(int, int)>();
        var (at, start) = (0, -1);
        foreach (var rune in text.EnumerateRunes())
        {
            var inside = Rune.IsLetterOrDigit(rune) || (start >= 0 && rune.Value is '-' or '’' or '\'');
            if (inside && start < 0)
                start = at;
            else if (!inside && start >= 0)
            {
                words.Add((start, at));
                start = -1;
            }
            at++;
        }
        if (start >= 0)
            words.Add((start, at));
        return words;
    }

    double Normal() => NormalDistribution.Quantile(Math.Clamp(random.NextDouble(), 1e-12, 1 - 1e-12));

    // Nobody's mouse is finer than a tenth of a pixel.
    static double Tidy(double value) => Math.Round(value, 1);

    static double Number(JsonElement geometry, string name) => geometry.GetProperty(name).GetDouble();

    static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);
}
