using System.Globalization;

namespace Groundwork.Storage.Tests.Features.Farm;

/// <summary>The area that owns the farm's tables: the walls know it by this folder.</summary>
static class Farmer
{
    public static async ValueTask<int> Add(Session s, string id, string? name = null) =>
        await s.Run($"INSERT INTO animal (id, workspace, name) VALUES ({id}, {s.Workspace}, {name})");

    public static async ValueTask Note(Session s, string id, string body = "{}") =>
        await s.Run($"INSERT INTO record (id, workspace, body, tx) VALUES ({id}, {s.Workspace}, {new Json(body)}, {Dialect.Tx})");

    public static ValueTask<int> AddMany(Session s, IReadOnlyList<(string Id, string? Name, long? Age, double? Weight, string? Tags)> animals) =>
        s.Run($"""
            INSERT INTO animal (id, workspace, name, age, weight, tags)
            SELECT r.id, {s.Workspace}, r.name, r.age, r.weight, r.tags FROM {Table(animals)} WHERE true ON CONFLICT DO NOTHING
            """);

    public static ValueTask<List<string>> AddManyAndSay(Session s, IReadOnlyList<(string Id, string? Name, long? Age, double? Weight, string? Tags)> animals) =>
        s.All($"""
            INSERT INTO animal (id, workspace, name, age, weight, tags)
            SELECT r.id, {s.Workspace}, r.name, r.age, r.weight, r.tags FROM {Table(animals)} WHERE true ON CONFLICT DO NOTHING RETURNING id
            """, r => r.Text(0));

    static Rows Table(IReadOnlyList<(string Id, string? Name, long? Age, double? Weight, string? Tags)> animals) => Rows.Of(animals)
        .Text("id", a => a.Id).Text("name", a => a.Name).Integer("age", a => a.Age).Real("weight", a => a.Weight).Json("tags", a => a.Tags);

    /// <summary>Planted: takes many rows for a table without looking at whose it changes.</summary>
    public static ValueTask<int> RenamesByIdAlone(Session s, IReadOnlyList<string> ids) =>
        s.Run($"UPDATE animal SET name = 'mine' WHERE id IN (SELECT r.id FROM {Rows.Of(ids).Text("id", i => i)})");

    /// <summary>Planted: puts many rows into another workspace.</summary>
    public static ValueTask<int> Smuggles(Session s, string workspace, IReadOnlyList<string> ids) =>
        s.Run($"INSERT INTO animal (id, workspace) SELECT r.id, {workspace} FROM {Rows.Of(ids).Text("id", i => i)} WHERE true");

    public static ValueTask<long?> Count(Session s) => s.Long($"SELECT count(*) FROM animal WHERE workspace = {s.Workspace}");

    public static ValueTask<List<string>> Ids(Session s) =>
        s.All($"SELECT id FROM animal WHERE workspace = {s.Workspace} ORDER BY id", r => r.Text(0));

    public static ValueTask<List<string>> ForgetsNothing(Session s) =>
        s.All($"SELECT name FROM animal WHERE workspace = {s.Workspace} ORDER BY name", r => r.Text(0));

    public static string Id(int i) => "a" + i.ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>Planted: a session of one workspace asks for rows without saying whose.</summary>
    public static ValueTask<List<string>> ForgetsItsWorkspace(Session s) => s.All($"SELECT name FROM animal ORDER BY name", r => r.Text(0));

    /// <summary>Planted: an id from elsewhere is all it takes.</summary>
    public static ValueTask<int> ChangesByIdAlone(Session s, string id) => s.Run($"UPDATE animal SET name = 'mine' WHERE id = {id}");

    /// <summary>Planted: the workspace is checked for one table of a join only.</summary>
    public static ValueTask<bool> JoinsPastTheWall(Session s) =>
        s.Any($"SELECT 1 FROM saddle x JOIN animal a ON a.id = x.id WHERE x.workspace = {s.Workspace}");

    /// <summary>Planted: names another workspace outright.</summary>
    public static ValueTask<List<string>> AsksForAnother(Session s, string workspace) =>
        s.All($"SELECT name FROM animal WHERE workspace = {workspace}", r => r.Text(0));
}
