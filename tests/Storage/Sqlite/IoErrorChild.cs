using System.Runtime.InteropServices;
using Groundwork.Storage.Sqlite;
using Groundwork.Storage.Tests.Features.Farm;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Sqlite;

/// <summary>
/// Makes the system refuse writes beyond a file size (EFBIG, which SQLite reports as an I/O error and not as
/// a full disk), in a process of its own because the limit is the whole process's.
/// </summary>
static partial class IoErrorChild
{
    const int FileSize = 1, FileSizeSignal = 25;

    public static async Task<int> Run(string folder)
    {
        // Ignored, the signal becomes an error of the write; otherwise it would end the process.
        _ = signal(FileSizeSignal, 1);
        await using var db = new SqliteDb(Path.Combine(folder, "test.db"), new DbSettings { GroupLasts = TimeSpan.FromMinutes(1) });
        await db.Migrate(Farm);
        await db.Write(OneWorkspace, async s => await Farmer.Add(s, "acknowledged"));

        Limit(256 * 1024);
        Console.WriteLine($"at the commit: {await Group(db)}, kept {await Kept(db)}");
        // A small cache makes SQLite write before the commit.
        await db.Write(null, async s => await s.Any($"PRAGMA cache_size = 5"));
        Console.WriteLine($"in a unit: {await Group(db)}, kept {await Kept(db)}");
        Limit(ulong.MaxValue);
        await db.Write(OneWorkspace, async s => await Farmer.Add(s, "afterwards"));
        Console.WriteLine($"with room again: kept {await Kept(db)}, integrity {await db.Read(null, s => s.Text($"PRAGMA integrity_check"))}");
        return 0;
    }

    static async Task<string> Group(SqliteDb db)
    {
        using var held = await HeldWriter.Of(db);
        var small = db.Write(OneWorkspace, async s => await Farmer.Add(s, "small"));
        var big = db.Write(OneWorkspace, async s =>
        {
            for (var i = 0; i < 50; i++)
                await s.Run($"INSERT INTO animal (id, workspace, photo) VALUES ({"big" + i}, {s.Workspace}, {new byte[20_000]})");
        });
        held.Go();
        return $"{await Outcome(small)} {await Outcome(big)}";
    }

    static async Task<string> Outcome(Task unit) => (await Record.ExceptionAsync(() => unit))?.GetType().Name ?? "acknowledged";

    static async Task<string> Kept(SqliteDb db) => string.Join(',', await db.Read(OneWorkspace, s =>
        s.All($"SELECT id FROM animal WHERE workspace = {s.Workspace} ORDER BY rowid", r => r.Text(0))));

    static void Limit(ulong bytes)
    {
        getrlimit(FileSize, out var limit).ShouldBe(0);
        limit.Soft = Math.Min(bytes, limit.Hard);
        setrlimit(FileSize, limit).ShouldBe(0);
    }

    [StructLayout(LayoutKind.Sequential)]
    struct Limits
    {
        public ulong Soft, Hard;
    }

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limits limits);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in Limits limits);
}
