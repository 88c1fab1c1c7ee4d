using Trm.Grid.Pictures;

namespace Trm.Grid.Tests.Unit.Grid;

public class PictureFileTests
{
    [Fact]
    public void Picture_in_a_folder_that_is_not_there_is_refused_by_its_own_name()
    {
        var fault = Assert.Throws<DirectoryNotFoundException>(() => PictureFile.Write("/nonexistent/x.png", [1]));
        Assert.Equal("writing the picture /nonexistent/x.png: there is no folder /nonexistent; make it, or name another file.", fault.Message);
    }
}
