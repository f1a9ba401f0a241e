namespace Groundwork.Storage.Tests.Features.Stable;

/// <summary>Planted breaches of ownership: this area writes what belongs to the farm.</summary>
static class Thief
{
    public static ValueTask<int> Inserts(Session s) => s.Run($"INSERT INTO animal (id, workspace) VALUES ('stolen', {s.Workspace})");

    public static ValueTask<int> Updates(Session s) => s.Run($"UPDATE animal SET name = 'stolen' WHERE workspace = {s.Workspace}");

    public static ValueTask<int> Deletes(Session s) => s.Run($"DELETE FROM animal WHERE workspace = {s.Workspace}");

    /// <summary>Allowed: anyone may read any table.</summary>
    public static ValueTask<long?> Looks(Session s) => s.Long($"SELECT count(*) FROM animal WHERE workspace = {s.Workspace}");

    /// <summary>Allowed: its own.</summary>
    public static ValueTask<int> AddsASaddle(Session s, string id) => s.Run($"INSERT INTO saddle (id, workspace) VALUES ({id}, {s.Workspace})");

    /// <summary>Planted: many rows for the farm's table at once.</summary>
    public static ValueTask<int> StealsMany(Session s, IReadOnlyList<string> ids) =>
        s.Run($"INSERT INTO animal (id, workspace) SELECT r.id, {s.Workspace} FROM {Rows.Of(ids).Text("id", i => i)} WHERE true");
}
