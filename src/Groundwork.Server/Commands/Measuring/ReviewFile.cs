using Groundwork.Core.Quality.Certification;
using Groundwork.Formats;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>A file of items, some of them reviewed, as kinds of which each was drawn from by itself.</summary>
static class ReviewFile
{
    internal static async Task<IReadOnlyList<Stratum>> Read(FileInfo file, double[] cuts, CancellationToken cancel)
    {
        if (!file.Exists)
            throw new Refusal($"{file.FullName} does not exist.");
        if (!Array.TrueForAll(cuts, c => c is > 0 and < 1))
            throw new Refusal("--cuts are confidences between 0 and 1, such as 0.7 0.9.");
        var kinds = new Stratum[cuts.Length + 1];
        Array.Fill(kinds, new Stratum(0, 0, 0));
        await using var stream = file.OpenRead();
        await foreach (var row in Reviews.ReadAsync(stream, cancel))
        {
            // A certificate of some rows of a file would be one of other items than the file says.
            if (row is RowFault fault)
                throw new Refusal($"{file.Name}{(fault.Row > 0 ? $", row {fault.Row}" : "")}: {fault.Reason} {fault.Todo}");
            var (_, _, wrong, confidence) = (ReviewRow)row;
            if (cuts.Length > 0 && confidence is null)
                throw new Refusal($"{file.Name}, row {row.Row}: there is no confidence to cut by. Fill it in, or leave out --cuts.");
            var kind = cuts.Count(c => confidence >= c);
            var k = kinds[kind];
            kinds[kind] = new Stratum(k.Items + 1, k.Reviewed + (wrong is null ? 0 : 1), k.Wrong + (wrong is true ? 1 : 0));
        }
        return kinds.Any(k => k.Items > 0) ? kinds : throw new Refusal($"{file.Name} has no items.");
    }
}
