namespace Groundwork.Core.Quality.Numeric;

/// <summary>Where answers lie and how far they scatter, so that few wild ones change neither. See <c>docs/methods/robust-mean.md</c>.</summary>
static class Scatter
{
    // Half of what is normal is nearer to its middle than this many standard deviations.
    const double Half = 0.67448975019608171;

    /// <summary>The middle of sorted numbers, at least one: between the middle two if their count is even.</summary>
    internal static double Median(ReadOnlySpan<double> sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    /// <summary>Where each task's answers lie: at the known one, or else the median; 0 where there are none.</summary>
    internal static double[] Centres(NumericVotes votes)
    {
        var centres = new double[votes.Table.TaskCount];
        for (var task = 0; task < centres.Length; task++)
            centres[task] = votes.KnownOf(task) ?? (votes.Table.LabelsOf(task).IsEmpty ? 0 : Median(votes.Sorted(task)));
        return centres;
    }

    /// <summary>
    /// The standard deviation that all answers have about their task's centre in common: from the median of how far they are, and from the
    /// root of their mean square. The median is 0 if most answers are their centre, the other one if all are.
    /// </summary>
    internal static (double OfMost, double OfAll) Of(NumericVotes votes, ReadOnlySpan<double> centres)
    {
        var table = votes.Table;
        var (distances, count, squares) = (new double[table.VoteCount], 0, 0.0);
        for (var task = 0; task < table.TaskCount; task++)
        {
            var labels = table.LabelsOf(task);
            // Of an odd number of answers one is the median itself, which says nothing.
            var own = votes.KnownOf(task) is null && labels.Length % 2 == 1;
            foreach (var label in labels)
            {
                var distance = Math.Abs(votes.Numbers[label] - centres[task]);
                if (own && distance == 0)
                    own = false;
                else
                {
                    distances[count++] = distance;
                    squares += distance * distance;
                }
            }
        }
        if (count == 0)
            return (0, 0);
        Array.Sort(distances, 0, count);
        // The lower of the middle two: as many wild answers as tame ones leave a tame one there.
        return (distances[(count - 1) / 2] / Half, Math.Sqrt(squares / count));
    }
}
