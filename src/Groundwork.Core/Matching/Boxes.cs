using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Geometry;

namespace Groundwork.Core.Matching;

/// <summary>Boxes, upright or turned: compared by area, merged side by side after agreeing which side is the top.</summary>
public sealed class Boxes : IShapeKind
{
    /// <inheritdoc/>
    public string Name => "box";

    /// <inheritdoc/>
    public string Title => "Boxes";

    /// <inheritdoc/>
    public string Description => "Area in common; merged by their four sides, or centre, size and turn.";

    /// <inheritdoc/>
    public Shape Read(JsonElement geometry, double reach)
    {
        var (width, height) = (Shape.NumberOf(geometry, "width"), Shape.NumberOf(geometry, "height"));
        return new BoxShape(
            new(Shape.NumberOf(geometry, "x") + (width / 2), Shape.NumberOf(geometry, "y") + (height / 2)), width, height, Shape.NumberOf(geometry, "rotation"));
    }

    /// <inheritdoc/>
    public Shape Merge(IReadOnlyList<Mark> marks)
    {
        var boxes = marks.Select(m => (BoxShape)m.Shape).ToList();
        double[] weights = [.. marks.Select(m => m.Weight)];
        return boxes.TrueForAll(b => b.Rotation == 0) ? Upright(boxes, weights) : Turned(boxes, weights, Shape.Middle(marks));
    }

    // Each side of an upright box is drawn by itself, so each has errors of its own.
    static BoxShape Upright(List<BoxShape> boxes, double[] weights)
    {
        var sides = RobustMean.Of([.. boxes.Select(b => new[] { b.Extent.MinX, b.Extent.MinY, b.Extent.MaxX, b.Extent.MaxY })], weights);
        var (width, height) = (sides[2] - sides[0], sides[3] - sides[1]);
        return width > 0 && height > 0
            ? new(new(sides[0] + (width / 2), sides[1] + (height / 2)), width, height, 0)
            : boxes[0];
    }

    static BoxShape Turned(List<BoxShape> boxes, double[] weights, int middle)
    {
        var like = boxes[middle];
        var turned = boxes.Select(b => (Box: b, Quarters: b.QuartersTo(like))).ToList();
        // A turn is an angle; times half the diagonal it is the way that a corner goes, and comparable with the sides.
        var arm = Math.Sqrt((like.Width * like.Width) + (like.Height * like.Height)) / 2;
        var mean = RobustMean.Of([.. turned.Select(t =>
        {
            var b = t.Box.TurnedBy(t.Quarters);
            return new[] { b.Centre.X, b.Centre.Y, b.Width, b.Height, BoxShape.Difference(b.Rotation, like.Rotation) * Math.PI / 180 * arm };
        })], weights);
        var merged = new BoxShape(new(mean[0], mean[1]), mean[2], mean[3], like.Rotation + (mean[4] / arm * 180 / Math.PI));
        if (merged.Width <= 0 || merged.Height <= 0)
            return like;
        // Which of its sides is the top is a vote, apart from where it lies.
        var votes = new double[4];
        for (var i = 0; i < turned.Count; i++)
            votes[turned[i].Quarters] += weights[i];
        var top = 0;
        for (var q = 1; q < 4; q++)
            if (votes[q] > votes[top] + 1e-9)
                top = q;
        return merged.TurnedBy((4 - top) % 4);
    }

    sealed class BoxShape(Xy centre, double width, double height, double rotation) : AreaShape
    {
        public Xy Centre => centre;

        public double Width => width;

        public double Height => height;

        public double Rotation => rotation;

        readonly Extent upright = new(centre.X - (width / 2), centre.Y - (height / 2), centre.X + (width / 2), centre.Y + (height / 2));

        public override Extent Extent => rotation == 0 ? upright : base.Extent;

        // Of upright boxes the similarity itself costs less.
        public override double MostSimilarity(Shape other) => rotation == 0 ? 1 : base.MostSimilarity(other);

        public override double Similarity(Shape other)
        {
            if (rotation != 0 || other is not BoxShape { Rotation: 0 } b)
                return base.Similarity(other);
            var across = Math.Min(upright.MaxX, b.upright.MaxX) - Math.Max(upright.MinX, b.upright.MinX);
            var down = Math.Min(upright.MaxY, b.upright.MaxY) - Math.Max(upright.MinY, b.upright.MinY);
            if (upright == b.upright)
                return 1;
            if (!(across > 0 && down > 0))
                return 0;
            // Shares instead of areas: of far or huge boxes no square overflows.
            var common = across / width * (down / height);
            return Math.Clamp(common / (1 + (b.Width / width * (b.Height / height)) - common), 0, 1);
        }

        /// <summary>The same box with another of its sides named the top.</summary>
        public BoxShape TurnedBy(int quarters) => quarters == 0 ? this
            : quarters % 2 == 0 ? new(centre, width, height, rotation + (90 * quarters)) : new(centre, height, width, rotation + (90 * quarters));

        /// <summary>By how many quarters its description has to be turned to be most like another's.</summary>
        public int QuartersTo(BoxShape like)
        {
            var (best, least) = (0, double.PositiveInfinity);
            for (var quarters = 0; quarters < 4; quarters++)
            {
                var b = TurnedBy(quarters);
                var (w, h, angle) = (Math.Log(b.Width / like.Width), Math.Log(b.Height / like.Height), Difference(b.Rotation, like.Rotation) * Math.PI / 180);
                if ((w * w) + (h * h) + (angle * angle) is var cost && cost < least - 1e-12)
                    (best, least) = (quarters, cost);
            }
            return best;
        }

        /// <summary>The smallest turn from one angle to another, in (−180, 180].</summary>
        public static double Difference(double angle, double from) => Normal(angle - from);

        static double Normal(double angle)
        {
            var rest = Math.IEEERemainder(angle, 360);
            return rest <= -180 ? rest + 360 : rest;
        }

        protected override Region MakeRegion()
        {
            var (sin, cos) = Math.SinCos(rotation * Math.PI / 180);
            Xy Corner(double x, double y) => rotation == 0 ? new(centre.X + x, centre.Y + y) : new(centre.X + (x * cos) - (y * sin), centre.Y + (x * sin) + (y * cos));
            return Region.Convex([Corner(-width / 2, -height / 2), Corner(width / 2, -height / 2), Corner(width / 2, height / 2), Corner(-width / 2, height / 2)]);
        }

        protected override void Write(CanonicalJson json)
        {
            var size = Math.Min(width, height);
            json.Name("type").Text("box")
                .Name("x").Number(Tidy(centre.X - (width / 2), size)).Name("y").Number(Tidy(centre.Y - (height / 2), size))
                .Name("width").Number(Tidy(width, size)).Name("height").Number(Tidy(height, size));
            if (Tidy(Normal(rotation), 1) is not 0 and var turn)
                json.Name("rotation").Number(turn);
        }
    }
}
