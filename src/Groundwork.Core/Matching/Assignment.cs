namespace Groundwork.Core.Matching;

/// <summary>What pairing a row with a column is worth.</summary>
/// <param name="Row">From 0.</param>
/// <param name="Column">From 0.</param>
/// <param name="Value">Above 0; what isn't linked is worth nothing.</param>
public readonly record struct Link(int Row, int Column, double Value);

/// <summary>The pairing of rows with columns, each at most once, that is worth most in all; exact, in memory of the links alone.</summary>
/// <remarks>
/// Shortest augmenting paths with potentials (R. Jonker &amp; A. Volgenant 1987, Computing 38:325–340), on sparse links; staying alone is a
/// column of each row's own that is worth nothing.
/// </remarks>
public static class Assignment
{
    /// <summary>Pairs rows with columns.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="links">At most one for each row and column, each worth something.</param>
    /// <param name="columnOf">For each row its column, or −1.</param>
    /// <returns>The value of all pairs.</returns>
    public static double Best(int rows, int columns, IReadOnlyList<Link> links, out int[] columnOf)
    {
        var search = new Search(rows, columns, links);
        for (var row = 0; row < rows; row++)
            search.Place(row);
        columnOf = search.ColumnOf;
        return search.Total();
    }

    sealed class Search
    {
        readonly int[] starts;
        readonly int[] targets;
        readonly double[] values;
        readonly int[] rowOf;
        // What a row or column is charged, so that no link costs less than nothing and those in use cost nothing.
        readonly double[] rowPrice;
        readonly double[] columnPrice;
        readonly Dictionary<int, (double Length, int From)> reached = [];
        readonly List<int> settled = [];
        readonly int[] settledFor;
        readonly PriorityQueue<int, (double Length, int Column)> open = new();
        double least;

        public Search(int rows, int columns, IReadOnlyList<Link> links)
        {
            starts = new int[rows + 1];
            foreach (var link in links)
                starts[link.Row + 1]++;
            for (var row = 0; row < rows; row++)
                starts[row + 1] += starts[row];
            (targets, values) = (new int[links.Count], new double[links.Count]);
            var next = starts.AsSpan(0, rows).ToArray();
            foreach (var link in links)
                (targets[next[link.Row]], values[next[link.Row]++]) = (link.Column, link.Value);
            settledFor = new int[columns];
            (ColumnOf, rowOf, rowPrice, columnPrice) = (new int[rows], new int[columns], new double[rows], new double[columns]);
            Array.Fill(ColumnOf, -1);
            Array.Fill(rowOf, -1);
            Array.Fill(settledFor, -1);
        }

        public int[] ColumnOf { get; }

        public double Total()
        {
            var total = 0.0;
            for (var row = 0; row < ColumnOf.Length; row++)
                for (var i = starts[row]; i < starts[row + 1]; i++)
                    if (targets[i] == ColumnOf[row])
                        total += values[i];
            return total;
        }

        /// <summary>Finds the cheapest way to make room for one more row: a chain of moves that ends at a free column, or by leaving a row alone.</summary>
        public void Place(int row)
        {
            reached.Clear();
            settled.Clear();
            open.Clear();
            least = 0;
            var (free, alone) = (-1, row);
            Reach(row, row, 0);
            while (open.TryDequeue(out var column, out var key) && key.Length < least)
            {
                if (settledFor[column] == row || reached[column].Length < key.Length)
                    continue;
                var holder = rowOf[column];
                if (holder < 0)
                {
                    (free, least) = (column, key.Length);
                    break;
                }
                settled.Add(column);
                settledFor[column] = row;
                if (key.Length - rowPrice[holder] < least)
                    (alone, least) = (holder, key.Length - rowPrice[holder]);
                Reach(row, holder, key.Length);
            }
            foreach (var column in settled)
            {
                var change = Math.Min(0, reached[column].Length - least);
                columnPrice[column] += change;
                rowPrice[rowOf[column]] -= change;
            }
            rowPrice[row] = least;
            Move(row, free, alone);
        }

        // What is settled stays so: a difference in the last digit must not make a path bite its tail.
        void Reach(int placed, int row, double length)
        {
            for (var i = starts[row]; i < starts[row + 1]; i++)
            {
                var next = length - values[i] - rowPrice[row] - columnPrice[targets[i]];
                if (next >= least || settledFor[targets[i]] == placed || (reached.TryGetValue(targets[i], out var known) && known.Length <= next))
                    continue;
                reached[targets[i]] = (next, row);
                open.Enqueue(targets[i], (next, targets[i]));
            }
        }

        void Move(int row, int free, int alone)
        {
            var column = free;
            if (free < 0)
            {
                if (alone == row)
                    return;
                column = ColumnOf[alone];
                ColumnOf[alone] = -1;
            }
            for (var from = -1; from != row;)
            {
                from = reached[column].From;
                var next = ColumnOf[from];
                (ColumnOf[from], rowOf[column]) = (column, from);
                column = next;
            }
        }
    }
}
