namespace Groundwork.Storage.Tests;

/// <summary>Migrates a database and comes to the middle of the second migration, where it stays until it is killed.</summary>
static class MigrationChild
{
    /// <summary>The second migration, with a last statement that doesn't end.</summary>
    public static Migration Endless(Engine engine) => new(Schemas.Saddles.Name, Schemas.Saddles.Area, Schemas.Saddles.Source + (engine == Engine.Sqlite
        ? "INSERT INTO saddle (id, workspace) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'x' || i, 'w' FROM n;\n"
        : "INSERT INTO saddle (id, workspace) VALUES ('x', 'w');\nDO $$ BEGIN PERFORM pg_sleep(600); END $$;\n"));

    public static async Task<int> Migrate(string engine, string database)
    {
        Db db = engine == nameof(Engine.Sqlite)
            ? new Groundwork.Storage.Sqlite.SqliteDb(database, new DbSettings())
            : new Groundwork.Storage.Postgres.PostgresDb(database, new DbSettings());
        Console.WriteLine("migrating");
        await db.Migrate([Schemas.Animals, Endless(db.Engine)]);
        return 0;
    }
}
