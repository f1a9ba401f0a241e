using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Geometry;

namespace Groundwork.Core.Matching;

/// <summary>Spans of text: compared by characters in common, merged to boundaries that somebody really set.</summary>
public sealed class Spans : IShapeKind
{
    /// <inheritdoc/>
    public string Name => "span";

    /// <inheritdoc/>
    public string Title => "Text spans";

    /// <inheritdoc/>
    public string Description => "Characters in common; each boundary is one that was set, by vote.";

    /// <inheritdoc/>
    public Shape Read(JsonElement geometry, double reach) => new SpanShape(Shape.NumberOf(geometry, "start"), Shape.NumberOf(geometry, "end"));

    /// <inheritdoc/>
    public Shape Merge(IReadOnlyList<Mark> marks)
    {
        var spans = marks.Select(m => (Span: (SpanShape)m.Shape, Weight: Math.Sqrt(Math.Sqrt(m.Weight)))).ToList();
        // A vote's odds grow far slower than its precision: one good hand doesn't outvote three that agree.
        // Equals are decided for what both marked: the later start, the earlier end.
        var start = Vote([.. spans.Select(s => (s.Span.Start, s.Weight))], later: true);
        var end = Vote([.. spans.Select(s => (s.Span.End, s.Weight))], later: false);
        return start < end ? new SpanShape(start, end) : marks[Shape.Middle(marks)].Shape;
    }

    // Boundaries are set at words: who sets the same one agrees fully. A near one speaks for it a little, more than a far one.
    static double Vote(List<(double At, double Weight)> set, bool later)
    {
        var (best, most) = (0.0, double.NegativeInfinity);
        foreach (var at in (later ? set.OrderByDescending(s => s.At) : set.OrderBy(s => s.At)).Select(s => s.At).Distinct())
        {
            var support = set.Sum(s => s.Weight * (s.At.Equals(at) ? 1 : 0.5 / (1 + Math.Abs(s.At - at))));
            if (support > most + 1e-9)
                (best, most) = (at, support);
        }
        return best;
    }

    sealed class SpanShape(double start, double end) : Shape
    {
        public double Start => start;

        public double End => end;

        public override string Family => "span";

        public override double Threshold => 0.3;

        public override Extent Extent => new(start, 0, end, 0);

        public override double Similarity(Shape other) => other is SpanShape span
            ? Math.Max(0, Math.Min(end, span.End) - Math.Max(start, span.Start)) / (Math.Max(end, span.End) - Math.Min(start, span.Start))
            : 0;

        protected override void Write(CanonicalJson json) => json.Name("type").Text("span").Name("start").Number(start).Name("end").Number(end);
    }
}
