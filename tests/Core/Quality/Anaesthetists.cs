namespace Groundwork.Core.Tests.Quality;

/// <summary>
/// Table 1 of Dawid &amp; Skene (1979), Applied Statistics 28(1):20–28: fitness for anaesthesia of 45 patients in 4 categories by
/// 5 observers, the first of whom judged three times. Per patient: the three judgements of observer 1, then observers 2 … 5.
/// </summary>
static class Anaesthetists
{
    const string Table = """
        1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223
        4444444 2223343 1111111 2223212 1211111 1112111 1111111 1111111 2222221 2221322
        2222222 2222221 2223222 2212222 1111111 1111111 2322222 1111111 1111111 1121121
        1111111 3333233 1111111 2222222 2223232 4334343 2212232 2323233 3333432 1111111
        1111111 1212111 2322222 1211111 2222222
        """;

    public static int[][] Judgements { get; } =
        [.. Table.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(p => p.Select(c => c - '1').ToArray())];

    /// <summary>[patient][observer, category] with the replicates of observer 1.</summary>
    public static int[][,] Counts { get; } = [.. Judgements.Select(patient =>
    {
        var counts = new int[5, 4];
        for (var i = 0; i < patient.Length; i++)
            counts[Math.Max(0, i - 2), patient[i]]++;
        return counts;
    })];
}
