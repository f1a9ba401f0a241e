using Groundwork.Storage.Sqlite;
using Groundwork.Storage.Tests.Features.Farm;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Sqlite;

/// <summary>Writes, in a process of its own whose every flush can be made to fail, and says how often it was told that something is kept.</summary>
static class FlushChild
{
    const int Units = 30;

    public static async Task<int> Run(string folder, string how)
    {
        await using var db = new SqliteDb(Path.Combine(folder, "test.db"), new DbSettings { Flushes = how != "off" });
        await db.Migrate(Farm);
        if (how == "begin")
            return 0;
        var (kept, refused) = (0, new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < Units; i++)
        {
            var unit = db.Write(OneWorkspace, async s => await Farmer.Add(s, Guid.NewGuid().ToString("N")));
            if (await Record.ExceptionAsync(() => unit) is { } e)
                refused.Add(e.GetType().Name);
            else
                kept++;
        }
        Console.WriteLine($"acknowledged {kept} of {Units}, refused as {(refused.Count == 0 ? "nothing" : string.Join(',', refused))}");
        return 0;
    }
}
