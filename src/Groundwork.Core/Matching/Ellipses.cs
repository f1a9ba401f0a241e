using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Geometry;

namespace Groundwork.Core.Matching;

/// <summary>Ellipses: compared by area, merged so that a circle's turn, which says nothing, moves nothing.</summary>
public sealed class Ellipses : IShapeKind
{
    const int Corners = 64;

    /// <inheritdoc/>
    public string Name => "ellipse";

    /// <inheritdoc/>
    public string Title => "Ellipses";

    /// <inheritdoc/>
    public string Description => "Area in common; merged by centre, size and stretch.";

    /// <inheritdoc/>
    public Shape Read(JsonElement geometry, double reach) => new EllipseShape(
        new(Shape.NumberOf(geometry, "cx"), Shape.NumberOf(geometry, "cy")),
        Shape.NumberOf(geometry, "rx"), Shape.NumberOf(geometry, "ry"), Shape.NumberOf(geometry, "rotation"));

    /// <summary>
    /// The mean of centre, logarithmic size and stretch. The stretch is a vector at twice the angle: the logarithm of the ellipse's matrix, in which
    /// an ellipse and the same one turned by 180°, or by 90° with its radii exchanged, are one.
    /// </summary>
    public Shape Merge(IReadOnlyList<Mark> marks)
    {
        var ellipses = marks.Select(m => (EllipseShape)m.Shape).ToList();
        var scale = Math.Sqrt(ellipses[Shape.Middle(marks)] is var like ? like.Rx * like.Ry : 0);
        var mean = RobustMean.Of([.. ellipses.Select(e =>
        {
            var (size, stretch) = ((Math.Log(e.Rx) + Math.Log(e.Ry)) / 2, (Math.Log(e.Rx) - Math.Log(e.Ry)) / 2);
            var (sin, cos) = e.Rotation == 0 ? (0, 1) : Math.SinCos(2 * e.Rotation * Math.PI / 180);
            return new[] { e.Centre.X, e.Centre.Y, size * scale, stretch * cos * scale, stretch * sin * scale };
        })], [.. marks.Select(m => m.Weight)]);
        var radius = Math.Exp(mean[2] / scale);
        var (along, across) = (mean[3] / scale, mean[4] / scale);
        var elongation = Math.Sqrt((along * along) + (across * across));
        // Of the two ways to write it, the one that is turned least from what the middle one wrote.
        var turn = across == 0 && along >= 0 ? 0 : Math.Atan2(across, along) * 90 / Math.PI;
        var quarters = elongation < 1e-12 ? 0 : (int)Math.Round((like.Rotation - turn) / 90);
        var swapped = quarters % 2 != 0;
        var (rx, ry) = (radius * Math.Exp(swapped ? -elongation : elongation), radius * Math.Exp(swapped ? elongation : -elongation));
        return new EllipseShape(new(mean[0], mean[1]), rx, ry, elongation < 1e-12 ? like.Rotation : turn + (90 * quarters));
    }

    sealed class EllipseShape(Xy centre, double rx, double ry, double rotation) : AreaShape
    {
        public Xy Centre => centre;

        public double Rx => rx;

        public double Ry => ry;

        public double Rotation => rotation;

        // A polygon of the same area as the ellipse, whatever number of corners stands for it.
        protected override Region MakeRegion()
        {
            var grow = Math.Sqrt(2 * Math.PI / (Corners * Math.Sin(2 * Math.PI / Corners)));
            var (sin, cos) = Math.SinCos(rotation * Math.PI / 180);
            var ring = new Xy[Corners];
            for (var i = 0; i < Corners; i++)
            {
                var (y, x) = Math.SinCos(2 * Math.PI * i / Corners);
                (x, y) = (x * rx * grow, y * ry * grow);
                ring[i] = new(centre.X + (x * cos) - (y * sin), centre.Y + (x * sin) + (y * cos));
            }
            return Region.Convex(ring);
        }

        protected override void Write(CanonicalJson json)
        {
            var size = Math.Min(rx, ry);
            json.Name("type").Text("ellipse").Name("cx").Number(Tidy(centre.X, size)).Name("cy").Number(Tidy(centre.Y, size))
                .Name("rx").Number(Tidy(rx, size)).Name("ry").Number(Tidy(ry, size));
            if (Tidy(rotation, 1) is not 0 and var turn)
                json.Name("rotation").Number(turn);
        }
    }
}
