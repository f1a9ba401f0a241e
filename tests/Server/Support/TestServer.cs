using Groundwork.Server.Commands;
using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Tests.Support;

/// <summary>The real server on a free port, with a data folder and a database of its own.</summary>
public sealed class TestServer : IAsyncDisposable
{
    public const string OwnerKey = "gwk_the-key-of-the-owner-in-tests";
    const string StrangerKey = "gwk_the-key-of-the-owner-of-another-workspace";

    ServerSettings settings;
    readonly string? database;
    readonly List<Client> clients = [];
    RunningServer running;
    Client? stranger;
    bool keepsFolder;

    TestServer(ServerSettings settings, string? database, TestClock clock, RunningServer running)
    {
        (this.settings, this.database, Clock, this.running) = (settings, database, clock, running);
        Owner = Keep(Client.WithKey(Url, OwnerKey));
    }

    public Engine Engine => running.Database.Engine;
    public TestClock Clock { get; }
    public Db Db => running.Database;
    public WebApplication App => running.App;
    public string Url => running.Url;
    public string Folder => settings.Data;

    /// <summary>The owner of the first workspace, by API key.</summary>
    public Client Owner { get; private set; }

    public static async Task<TestServer> Start(Engine engine, long? maxPages = null, Func<ServerSettings, ServerSettings>? change = null)
    {
        var clock = new TestClock();
        var connection = engine == Engine.Postgres ? await Postgres.New() : null;
        var how = new ServerSettings
        {
            Data = Directory.CreateTempSubdirectory("groundwork-test-").FullName,
            Database = connection,
            Port = 0,
            OwnerKey = OwnerKey,
            CheckWalls = engine == Engine.Sqlite,
            MaxPages = maxPages,
            Clock = clock,
        };
        how = change?.Invoke(how) ?? how;
        if (engine == Engine.Sqlite)
            await Sqlite.Put(how.Data);
        return new TestServer(how, connection, clock, await RunningServer.Start(how) ?? throw new InvalidOperationException("The folder is taken."));
    }

    /// <summary>A server in this process over data that another one left; the data stays when it stops.</summary>
    internal static async Task<TestServer> Over(ServerSettings how) =>
        new(how, null, new TestClock(), await RunningServer.Start(how) ?? throw new InvalidOperationException("The folder is taken.")) { keepsFolder = true };

    /// <summary>Stops the server and starts it again on the same data.</summary>
    public async Task Restart()
    {
        await running.DisposeAsync();
        running = await RunningServer.Start(settings) ?? throw new InvalidOperationException("The folder is taken.");
        Owner = Keep(Client.WithKey(Url, OwnerKey));
    }

    /// <summary>The same, and from then on the database may grow this far.</summary>
    public async Task Restart(long? maxPages)
    {
        settings = settings with { MaxPages = maxPages };
        await Restart();
    }

    /// <summary>Somebody whom the server doesn't know, with a browser.</summary>
    public Client Visitor() => Keep(Client.Browser(Url));

    /// <summary>A member by API key of theirs; for crowds.</summary>
    public Client ByKey(string key) => Keep(Client.WithKey(Url, key));

    /// <summary>A new member who came in by their invitation, with a browser.</summary>
    public async Task<Client> Join(string role, string name = "Ada")
    {
        var invited = (await Owner.Post("/api/invitations", new { name, role })).Expect(201);
        var browser = Visitor();
        (await browser.Post("/api/session", new { token = Token(invited.Text("link")) })).Expect(200);
        browser.Member = invited.Text("memberId");
        return browser;
    }

    /// <summary>A new member who chose a password on the page that their invitation opens.</summary>
    public async Task<Client> JoinWithPassword(string login, string password, string role = "annotator")
    {
        var invited = (await Owner.Post("/api/invitations", new { name = "Ada", role })).Expect(201);
        var browser = Visitor();
        (await browser.Post("/api/session", new { token = Token(invited.Text("link")), login, password })).Expect(200);
        browser.Member = invited.Text("memberId");
        return browser;
    }

    public static Task<Answer> SignIn(Client browser, string login, string password, params (string, string)[] headers) =>
        browser.Post("/api/session/password", new { login, password }, headers);

    /// <summary>The owner of a second workspace on the same server.</summary>
    public async Task<Client> Stranger()
    {
        if (stranger is not null)
            return stranger;
        const string accounts = "/Features/Accounts/Seed.cs";
        await Db.Write(null, async s =>
        {
            var (workspace, owner) = (s.NewId(), s.NewId());
            await s.Run($"INSERT INTO workspace (id, name, created) VALUES ({workspace}, {"Elsewhere"}, {s.Now})", accounts);
            await s.Run($"""
                INSERT INTO member (id, workspace, name, role, kind, state, created) VALUES ({owner}, {workspace}, {"Stranger"}, 'owner', 'person', 'active', {s.Now})
                """, accounts);
            await s.Run($"""
                INSERT INTO api_key (id, workspace, member, name, hash, created) VALUES ({s.NewId()}, {workspace}, {owner}, {"key"}, {Secrets.Hash(StrangerKey)}, {s.Now})
                """, accounts);
        });
        return stranger = ByKey(StrangerKey);
    }

    /// <summary>The secret in a link.</summary>
    public static string Token(string link) => link.Split('#')[1];

    public Task<string> OwnerLink() => FirstStart.OwnerLink(Db);

    /// <summary>Looks into the database past the API.</summary>
    public Task<List<T>> All<T>(Sql sql, Func<Row, T> map) => Db.Read(null, s => s.All(sql, map));

    public async Task<long> Count(Sql sql) => await Db.Read(null, s => s.Long(sql)) ?? 0;

    /// <summary>Changes the database past the API, in the name of an area.</summary>
    public Task Change(string area, Sql sql) => Db.Write(null, async s => { await s.Run(sql, $"/Features/{area}/Test.cs"); });

    /// <summary>Changes the database behind the server's back: as whoever can write to its file, or as PostgreSQL's superuser, with the triggers off.</summary>
    public async Task Tamper(string text)
    {
        if (database is not null)
        {
            await Postgres.AsSuperuser(database, text);
            return;
        }
        await using var file = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(Folder, "groundwork.db")};Default Timeout=30;Pooling=False");
        await file.OpenAsync();
        await using var command = file.CreateCommand();
        command.CommandText = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'";
        var triggers = new List<(string Name, string Sql)>();
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync())
                triggers.Add((reader.GetString(0), reader.GetString(1)));
        command.CommandText = $"BEGIN IMMEDIATE; {string.Concat(triggers.Select(t => $"DROP TRIGGER {t.Name};"))} {text}; {string.Concat(triggers.Select(t => t.Sql + ";"))} COMMIT";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// From now on another node leads, so nothing is refitted here. For tests of the queue's order: on PostgreSQL a refit holds the
    /// tasks that it rewrites for a moment, and whoever takes one then gets the next.
    /// </summary>
    public Task AnotherLeads() => Change("Events", $"""
        INSERT INTO leader (name, holder, token, until) VALUES ('main', 'another', 1, {long.MaxValue})
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = leader.token + 1, until = excluded.until
        """);

    Client Keep(Client client)
    {
        lock (clients)
            clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var each in clients)
            each.Dispose();
        await running.DisposeAsync();
        if (database is not null)
            await Postgres.Drop(database);
        if (!keepsFolder)
            Directory.Delete(Folder, recursive: true);
    }
}
