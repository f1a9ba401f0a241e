using Groundwork.Core.Matching;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Matching;

public sealed class AssignmentTests
{
    [Fact]
    public void The_best_pairing_is_worth_what_trying_all_of_them_finds()
    {
        var random = new SeededRandom(11);
        for (var round = 0; round < 2000; round++)
        {
            var (rows, columns) = (random.NextInt(6), random.NextInt(6));
            var value = new double[rows, columns];
            var links = new List<Link>();
            for (var r = 0; r < rows; r++)
                for (var c = 0; c < columns; c++)
                    // Round numbers tie often; others show errors of the last digit.
                    if (random.NextDouble() < 0.6 && (value[r, c] = round % 2 == 0 ? 1 + random.NextInt(4) : random.NextDouble()) > 0)
                        links.Add(new(r, c, value[r, c]));
            var best = Assignment.Best(rows, columns, links, out var to);
            best.ShouldBe(Try(value, 0, new bool[columns]), 1e-9);
            to.Where(c => c >= 0).ShouldBeUnique();
            to.Select((c, r) => c < 0 ? 0 : value[r, c]).Sum().ShouldBe(best, 1e-9);
        }
    }

    static double Try(double[,] value, int row, bool[] taken)
    {
        if (row == value.GetLength(0))
            return 0;
        var best = Try(value, row + 1, taken);
        for (var c = 0; c < taken.Length; c++)
            if (!taken[c] && value[row, c] > 0)
            {
                taken[c] = true;
                best = Math.Max(best, value[row, c] + Try(value, row + 1, taken));
                taken[c] = false;
            }
        return best;
    }

    [Fact]
    public void A_chain_of_moves_is_found() =>
        // Greedy takes 5 and is left with 0; the best is 4 + 4 + 3.
        Assignment.Best(3, 3, [new(0, 0, 4), new(0, 1, 5), new(1, 1, 4), new(1, 2, 1), new(2, 2, 3)], out _).ShouldBe(11);

    [Fact]
    public void Large_and_sparse_takes_no_table_of_all_pairs()
    {
        const int n = 50_000;
        var links = new List<Link>();
        for (var i = 0; i < n; i++)
        {
            links.Add(new(i, i, 0.9));
            links.Add(new(i, (i + 1) % n, 0.8));
        }
        Assignment.Best(n, n, links, out _).ShouldBe(0.9 * n, 1e-6);
    }
}
