using System.Text.Json;
using Groundwork.Core.Geometry;
using Groundwork.Core.Quality;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Quality.Consensus;

/// <summary>The kinds of things of the simulation, each with a hand's errors and a plain mean.</summary>
static class MarkedKinds
{
    internal static readonly MarkedKind[] All =
    [
        new("boxes", Box, (t, s, r) => Numbers(t, "box", [("x", s * N(t, "width")), ("y", s * N(t, "height")), ("width", s * N(t, "width")), ("height", s * N(t, "height"))], r), PlainAverage.MeanOf),
        new("turned boxes", r => Turned(r), MarkTurned, PlainAverage.MeanOf),
        new("ellipses", Ellipse, MarkEllipse, PlainAverage.MeanOf),
        new("polygons with other corners", Blob, MarkBlob, PlainAverage.MeanOf),
        new("polygons with the same corners", Quad, (t, s, r) => Ring(Around(Points(t, "rings"), r).Select(p => Moved(p, s * 100, r))), PlainAverage.MeanOf),
        new("polylines", Line, MarkLine, PlainLine),
        new("points", r => List([new(Even(r, 50, 950), Even(r, 50, 950))]), (t, s, r) => List(Points(t, "points").Select(p => Moved(p, s * 100, r))), PlainPoints),
        new("spans", r => Span(r.NextInt(200) * 5, 2 + r.NextInt(4)), MarkSpan, PlainAverage.MeanOf),
    ];

    static double Even(SeededRandom r, double from, double to) => from + ((to - from) * r.NextDouble());

    static double Normal(SeededRandom r) => NormalDistribution.Quantile(Math.Clamp(r.NextDouble(), 1e-12, 1 - 1e-12));

    static double N(JsonElement geometry, string name) => geometry.TryGetProperty(name, out var v) ? v.GetDouble() : 0;

    static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);

    static JsonElement Box(SeededRandom r) =>
        Json(new { type = "box", x = Even(r, 0, 800), y = Even(r, 0, 800), width = Even(r, 60, 200), height = Even(r, 60, 200) });

    static JsonElement Turned(SeededRandom r) => Json(new
    {
        type = "box", x = Even(r, 0, 800), y = Even(r, 0, 800), width = Even(r, 120, 200), height = Even(r, 40, 80), rotation = Even(r, -180, 180),
    });

    // Who turns a box the other way round, or begins at another corner, means the same box.
    static JsonElement MarkTurned(JsonElement t, double s, SeededRandom r)
    {
        var (w, h, turn) = (N(t, "width") * Math.Exp(s * Normal(r)), N(t, "height") * Math.Exp(s * Normal(r)), N(t, "rotation") + (s * 40 * Normal(r)));
        var (cx, cy) = (N(t, "x") + (N(t, "width") / 2) + (s * 80 * Normal(r)), N(t, "y") + (N(t, "height") / 2) + (s * 80 * Normal(r)));
        var quarters = r.NextDouble() < 0.3 ? r.NextInt(4) : 0;
        if (quarters % 2 == 1)
            (w, h) = (h, w);
        turn = Math.IEEERemainder(turn + (90 * quarters), 360);
        return Json(new { type = "box", x = cx - (w / 2), y = cy - (h / 2), width = w, height = h, rotation = turn });
    }

    static JsonElement Ellipse(SeededRandom r) => Json(new
    {
        type = "ellipse", cx = Even(r, 100, 900), cy = Even(r, 100, 900), rx = Even(r, 30, 100), ry = Even(r, 30, 100), rotation = Even(r, -90, 90),
    });

    static JsonElement MarkEllipse(JsonElement t, double s, SeededRandom r)
    {
        var (a, b, turn) = (N(t, "rx") * Math.Exp(s * Normal(r)), N(t, "ry") * Math.Exp(s * Normal(r)), N(t, "rotation") + (s * 60 * Normal(r)));
        if (r.NextDouble() < 0.3)
            (a, b, turn) = (b, a, turn + 90);
        return Json(new { type = "ellipse", cx = N(t, "cx") + (s * 70 * Normal(r)), cy = N(t, "cy") + (s * 70 * Normal(r)), rx = a, ry = b, rotation = turn });
    }

    static JsonElement Blob(SeededRandom r)
    {
        var (cx, cy, size, a, b) = (Even(r, 120, 880), Even(r, 120, 880), Even(r, 50, 90), Even(r, 0, 7), Even(r, 0, 7));
        return Ring(Enumerable.Range(0, 60).Select(i => i * Math.PI / 30).Select(t =>
            size * (1 + (0.25 * Math.Sin((2 * t) + a)) + (0.12 * Math.Sin((5 * t) + b))) is var radius ? new Xy(cx + (radius * Math.Cos(t)), cy + (radius * Math.Sin(t))) : default));
    }

    // A hand sets 24 to 38 corners along the outline, each a little off, beginning anywhere; the whole is a little off as well.
    static JsonElement MarkBlob(JsonElement t, double s, SeededRandom r)
    {
        var ring = Points(t, "rings");
        var all = Lines.Along([.. ring, ring[0]], 601);
        var (count, from, by) = (24 + r.NextInt(15), r.NextInt(600), Moved(new(0, 0), s * 30, r));
        return Ring(Enumerable.Range(0, count).Select(i => all[(from + (i * 600 / count)) % 600]).Select(p => Moved(new(p.X + by.X, p.Y + by.Y), s * 60, r)));
    }

    static JsonElement Quad(SeededRandom r)
    {
        var (x, y, w, h) = (Even(r, 50, 750), Even(r, 50, 750), Even(r, 80, 200), Even(r, 80, 200));
        return Ring(new Xy[] { new(x, y), new(x + w, y), new(x + w, y + h), new(x + (w / 2), y + (h * 0.7)), new(x, y + h) }.Select(p => Moved(p, 8, r)));
    }

    static Xy[] Around(Xy[] ring, SeededRandom r)
    {
        var from = r.NextInt(ring.Length);
        Xy[] turned = [.. ring[from..], .. ring[..from]];
        if (r.NextInt(2) == 0)
            Array.Reverse(turned);
        return turned;
    }

    static JsonElement Line(SeededRandom r)
    {
        var (x, y, angle, points) = (Even(r, 150, 850), Even(r, 150, 850), Even(r, 0, 6.28), new List<Xy>());
        for (var i = 0; i < 7; i++)
        {
            points.Add(new(x, y));
            angle += Even(r, -0.6, 0.6);
            (x, y) = (x + (40 * Math.Cos(angle)), y + (40 * Math.Sin(angle)));
        }
        return List(points, "polyline");
    }

    // Set at other places along the line, stopped a little early or late, in either direction.
    static JsonElement MarkLine(JsonElement t, double s, SeededRandom r)
    {
        var all = Lines.Along(Points(t, "points"), 401);
        var (count, from, to) = (7 + r.NextInt(7), (int)Math.Abs(s * 100 * Normal(r)), 400 - (int)Math.Abs(s * 100 * Normal(r)));
        Xy[] line = [.. Enumerable.Range(0, count).Select(i => all[Math.Clamp(from + ((to - from) * i / (count - 1)), 0, 400)]).Select(p => Moved(p, s * 60, r))];
        if (r.NextInt(2) == 0)
            Array.Reverse(line);
        return List(line, "polyline");
    }

    static JsonElement Span(int start, int words) => Json(new { type = "span", start, end = start + (words * 5) - 1 });

    // Words are four letters and a space. A boundary is a word off, or a letter or two, the more often the worse the hand.
    static JsonElement MarkSpan(JsonElement t, double s, SeededRandom r)
    {
        var (start, end) = ((int)N(t, "start"), (int)N(t, "end"));
        int Off() => r.NextDouble() < 4 * s ? (r.NextInt(2) == 0 ? 5 : 1 + r.NextInt(2)) * (r.NextInt(2) == 0 ? 1 : -1) : 0;
        start = Math.Max(0, start + Off());
        return Json(new { type = "span", start, end = Math.Max(start + 1, end + Off()) });
    }

    static Xy Moved(Xy p, double by, SeededRandom r) => new(p.X + (by * Normal(r)), p.Y + (by * Normal(r)));

    static JsonElement Numbers(JsonElement t, string type, (string Name, double Spread)[] members, SeededRandom r)
    {
        var all = new Dictionary<string, object> { ["type"] = type };
        foreach (var (name, spread) in members)
            all[name] = N(t, name) + (spread * Normal(r));
        foreach (var size in (string[])["width", "height"])
            all[size] = Math.Max(1, (double)all[size]);
        return Json(all);
    }

    internal static Xy[] Points(JsonElement geometry, string name)
    {
        var list = name == "rings" ? geometry.GetProperty("rings")[0] : geometry.GetProperty(name);
        return [.. list.EnumerateArray().Select(p => new Xy(p[0].GetDouble(), p[1].GetDouble()))];
    }

    internal static JsonElement Ring(IEnumerable<Xy> points) => Json(new { type = "polygon", rings = new[] { points.Select(p => new[] { p.X, p.Y }).ToArray() } });

    internal static JsonElement List(IEnumerable<Xy> points, string type = "points") => Json(new { type, points = points.Select(p => new[] { p.X, p.Y }).ToArray() });

    static JsonElement PlainPoints(List<JsonElement> marks) => List(MeanOf(marks.ConvertAll(m => Points(m, "points"))));

    static Xy[] MeanOf(List<Xy[]> lines) => [.. Enumerable.Range(0, lines[0].Length).Select(i => new Xy(lines.Average(l => l[i].X), lines.Average(l => l[i].Y)))];

    // 64 places along each, all in one direction: that of the first.
    static JsonElement PlainLine(List<JsonElement> marks)
    {
        var lines = marks.ConvertAll(m => Lines.Along(Points(m, "points"), 64));
        return List(MeanOf([.. lines.Select(l => l[0].DistanceTo(lines[0][0]) + l[^1].DistanceTo(lines[0][^1]) <= l[0].DistanceTo(lines[0][^1]) + l[^1].DistanceTo(lines[0][0]) ? l : [.. l.Reverse()])]), "polyline");
    }
}
