using Groundwork.Storage.Postgres;
using Groundwork.Storage.Sqlite;
using Npgsql;

namespace Groundwork.Storage.Tests;

/// <summary>
/// One database for one test. On PostgreSQL it also has a role of its own that is neither superuser nor
/// BYPASSRLS, so that row-level security is really on, and a collation that is not byte order.
/// </summary>
sealed class TestStore : IAsyncDisposable
{
    readonly TestFolder folder = new();
    readonly string name = "t" + Guid.NewGuid().ToString("N");

    TestStore(Engine engine) => Engine = engine;

    public Engine Engine { get; }
    public Db Db { get; private set; } = null!;
    public string SqlitePath => folder.At("test.db");

    /// <summary>Connects as the test's own role.</summary>
    public string PostgresConnection => new NpgsqlConnectionStringBuilder(Needs.Postgres) { Database = name, Username = name, Password = name }.ConnectionString;

    /// <summary>A database without any table.</summary>
    public static async Task<TestStore> Empty(Engine engine, DbSettings? settings = null)
    {
        var store = new TestStore(engine);
        if (engine == Engine.Postgres)
            await store.CreateDatabase();
        store.Db = store.Again(settings);
        return store;
    }

    /// <summary>A database with the farm's tables.</summary>
    public static async Task<TestStore> Farm(Engine engine, DbSettings? settings = null)
    {
        var store = await Empty(engine, settings);
        await store.Db.Migrate(Schemas.Farm);
        return store;
    }

    /// <summary>The same database opened once more, as another node or a later start would.</summary>
    public Db Again(DbSettings? settings = null) => Engine == Engine.Sqlite
        ? new SqliteDb(SqlitePath, settings ?? new DbSettings())
        : new PostgresDb(PostgresConnection, settings ?? new DbSettings());

    async Task CreateDatabase()
    {
        await Admin($"CREATE ROLE {name} LOGIN PASSWORD '{name}' NOSUPERUSER NOBYPASSRLS");
        await Admin($"ALTER ROLE {name} SET deadlock_timeout = '50ms'");
        await Admin($"CREATE DATABASE {name} OWNER {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LC_COLLATE 'C' LC_CTYPE 'C'");
    }

    static async Task Admin(string text)
    {
        await using var connection = new NpgsqlConnection(Needs.Postgres ?? throw new InvalidOperationException(Needs.HowPostgres));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        if (Engine == Engine.Postgres)
        {
            await Admin($"DROP DATABASE {name} WITH (FORCE)");
            await Admin($"DROP ROLE {name}");
        }
        folder.Dispose();
    }
}
