using System.Globalization;

namespace Groundwork.Storage.Tests.Features.Farm;

/// <summary>The area that owns the farm's tables: the walls know it by this folder.</summary>
static class Farmer
{
    public static async ValueTask<int> Add(Session s, string id, string? name = null) =>
        await s.Run($"INSERT INTO animal (id, workspace, name) VALUES ({id}, {s.Workspace}, {name})");

    public static async ValueTask Note(Session s, string id, string body = "{}") =>
        await s.Run($"INSERT INTO record (id, workspace, body, tx) VALUES ({id}, {s.Workspace}, {new Json(body)}, {Dialect.Tx})");

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
