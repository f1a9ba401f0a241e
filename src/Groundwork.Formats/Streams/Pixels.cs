using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>Runs of pixels, column by column and beginning with background, as COCO has them.</summary>
static class Pixels
{
    /// <summary>The largest picture whose masks are turned into other forms, in pixels.</summary>
    public const long Most = 200_000_000;

    const long MostCrossings = 50_000_000;

    /// <summary>The compressed text that <see cref="Mask.Runs"/> reads.</summary>
    public static string Compress(IReadOnlyList<long> runs)
    {
        var text = new StringBuilder(runs.Count * 2);
        for (var at = 0; at < runs.Count; at++)
        {
            var rest = at > 2 ? runs[at] - runs[at - 2] : runs[at];
            for (var more = true; more;)
            {
                var bits = (int)(rest & 0x1f);
                rest >>= 5;
                more = (bits & 0x10) != 0 ? rest != -1 : rest != 0;
                text.Append((char)(48 + bits + (more ? 0x20 : 0)));
            }
        }
        return text.ToString();
    }

    /// <summary>How many pixels are on.</summary>
    public static long Area(IReadOnlyList<long> runs)
    {
        long area = 0;
        for (var at = 1; at < runs.Count; at += 2)
            area += runs[at];
        return area;
    }

    /// <summary>The smallest upright box around the pixels that are on; null if none is.</summary>
    public static Rectangle? Bounds(IReadOnlyList<long> runs, long height)
    {
        long at = 0, left = long.MaxValue, right = -1, top = long.MaxValue, bottom = -1;
        for (var n = 0; n < runs.Count; at += runs[n++])
        {
            if (n % 2 == 0 || runs[n] == 0)
                continue;
            long first = at, last = at + runs[n] - 1;
            left = Math.Min(left, first / height);
            right = Math.Max(right, last / height);
            var oneColumn = first / height == last / height;
            top = oneColumn ? Math.Min(top, first % height) : 0;
            bottom = oneColumn ? Math.Max(bottom, last % height) : height - 1;
        }
        return right < 0 ? null : new(left, top, right - left + 1, bottom - top + 1);
    }

    /// <summary>The pixels whose middle lies in a ring (by the even-odd rule) and in no hole; null if that would take too long.</summary>
    public static List<long>? Of(IReadOnlyList<Point[]> rings, IReadOnlyList<Point[]> holes, int width, int height)
    {
        if (rings.Concat(holes).Sum(Crossings) > MostCrossings || (long)width * height > Most)
            return null;
        var columns = new List<(int From, int To)>[2][];
        for (var kind = 0; kind < 2; kind++)
        {
            columns[kind] = new List<(int, int)>[width];
            foreach (var ring in kind == 0 ? rings : holes)
                Fill(ring, columns[kind], width, height);
        }
        var runs = new List<long> { 0 };
        var column = new bool[height];
        var on = false;
        for (var x = 0; x < width; x++)
        {
            Array.Clear(column);
            for (var kind = 0; kind < 2; kind++)
                foreach (var (from, to) in columns[kind][x] ?? [])
                    Array.Fill(column, kind == 0, from, to - from);
            foreach (var pixel in column)
            {
                if (pixel != on)
                {
                    runs.Add(0);
                    on = pixel;
                }
                runs[^1]++;
            }
        }
        return runs;

        long Crossings(Point[] ring) => ring.Select((p, at) => (long)Math.Min(Math.Abs(p.X - ring[(at + 1) % ring.Length].X) + 1, width)).Sum();
    }

    static void Fill(Point[] ring, List<(int From, int To)>[] columns, int width, int height)
    {
        var crossings = new Dictionary<int, List<double>>();
        for (var at = 0; at < ring.Length; at++)
        {
            var (a, b) = (ring[at], ring[(at + 1) % ring.Length]);
            if (a.X > b.X)
                (a, b) = (b, a);
            for (var x = Math.Max(0, (int)Math.Ceiling(Math.Clamp(a.X - 0.5, -1, width))); x < width && x + 0.5 < b.X; x++)
            {
                if (!crossings.TryGetValue(x, out var list))
                    crossings[x] = list = [];
                list.Add(a.Y + (x + 0.5 - a.X) * (b.Y - a.Y) / (b.X - a.X));
            }
        }
        foreach (var (x, ys) in crossings)
        {
            ys.Sort();
            for (var at = 0; at + 1 < ys.Count; at += 2)
            {
                var from = (int)Math.Ceiling(Math.Clamp(ys[at] - 0.5, 0, height));
                var to = (int)Math.Ceiling(Math.Clamp(ys[at + 1] - 0.5, 0, height));
                if (from < to)
                    (columns[x] ??= []).Add((from, to));
            }
        }
    }

    /// <summary>The geometry of a mask.</summary>
    public static JsonElement Geometry(long height, long width, string counts) => Columns.Object(json =>
    {
        json.WriteString("type", "mask");
        json.WriteStartArray("size");
        json.WriteNumberValue(height);
        json.WriteNumberValue(width);
        json.WriteEndArray();
        json.WriteString("counts", counts);
    });
}

/// <summary>A place in pixels.</summary>
readonly record struct Point(double X, double Y)
{
    public Point Turned(double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return new(X * cos - Y * sin, X * sin + Y * cos);
    }

    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);
}

/// <summary>An upright box in pixels.</summary>
readonly record struct Rectangle(double X, double Y, double Width, double Height)
{
    public static Rectangle Around(IEnumerable<Point> points)
    {
        double left = double.MaxValue, top = double.MaxValue, right = double.MinValue, bottom = double.MinValue;
        foreach (var (x, y) in points)
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
        return new(left, top, right - left, bottom - top);
    }
}
