using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Sqlite;

namespace Groundwork.Server.Tests.Support;

/// <summary>An embedded database that is migrated once, and copied for each test: a hundred migrations with a flush each take longer than most tests.</summary>
static class Sqlite
{
    static readonly Lazy<Task<byte[]>> Template = new(Prepare);

    /// <summary>Puts one into a data folder.</summary>
    internal static async Task Put(string folder) => await File.WriteAllBytesAsync(Path.Combine(folder, "groundwork.db"), await Template.Value);

    static async Task<byte[]> Prepare()
    {
        var folder = Directory.CreateTempSubdirectory("groundwork-test-");
        try
        {
            var path = Path.Combine(folder.FullName, "template.db");
            await using (var db = new SqliteDb(path, new DbSettings()))
                await db.Migrate(Migration.In(typeof(Composition).Assembly));
            // Whoever closes a file last moves its log into it.
            File.Exists(path + "-wal").ShouldBeFalse();
            return await File.ReadAllBytesAsync(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
