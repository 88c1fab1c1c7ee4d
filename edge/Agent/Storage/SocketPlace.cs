namespace Trm.Grid.Edge.Storage;

/// <summary>Where the local API listens.</summary>
internal static class SocketPlace
{
    /// <summary>
    /// The first of the places that a socket can be made in, cleared of what a killed agent left there. Hold the folder's lock: it says that what is
    /// there is nobody's.
    /// </summary>
    public static string Clear(AgentHome home) => First(home.Sockets, path =>
    {
        // A deletion alone is no proof: where there is nothing to delete a disk that can only be read does not object.
        File.Delete(path);
        // NOTE a new file and no other: in /tmp a link of somebody else's could lead anywhere.
        new FileStream(path, FileMode.CreateNew).Dispose();
        File.Delete(path);
    });

    /// <summary>The first place whose disk does not refuse and, behind the first, where nobody else sits; the last one's fault is thrown.</summary>
    /// <param name="places">Best first.</param>
    /// <param name="clear">Makes a place free, or throws.</param>
    public static string First(IReadOnlyList<string> places, Action<string> clear)
    {
        for (var i = 0; ; i++)
            try
            {
                clear(places[i]);
                return places[i];
            }
            catch (Exception e) when (i + 1 < places.Count && (e is IOException io ? i > 0 || DiskSpace.Refuses(io) : i > 0 && e is UnauthorizedAccessException))
            {
                // The robot must plan: the next place is on another disk, or another's file does not lie there.
            }
    }
}
