// What a person takes away: pictures, tables, a report.
#include "app/window/shell/main_window.h"

#include "app/window/runs/run_report.h"
#include "app/window/shell/picture.h"
#include "app/window/tables/table_window.h"
#include "sessions/export.h"
#include "sessions/session_reader.h"

#include <QSaveFile>

#include <sstream>

namespace ttt {

namespace {

QString file_name(const QString& title, const QString& ending)
{
    return QString(title).toLower().replace(QLatin1Char(' '), QLatin1Char('-')) + ending;
}

}  // namespace

void MainWindow::export_picture(View& view)
{
    const QString path =
        dialogs_.save_file(this, tr("Picture of %1").arg(view.title()), file_name(view.title(), QStringLiteral(".png")),
                           tr("Pictures (*.png *.svg *.pdf)"));
    if (path.isEmpty())
        return;
    const QString now = QStringLiteral("%1 x %2").arg(view.width()).arg(view.height());
    const auto text = dialogs_.ask_text(
        this, tr("Size"), tr("Width x height in pixels, or on paper: 85 mm, 170 x 90 mm, 3.3 x 2.2 in"), now, false);
    if (!text)
        return;
    const std::optional<PictureSize> size = picture_size(*text);
    const QString problem = size ? save_picture(view, path, *size)
                                 : tr("\"%1\" is no size such as 1200 x 700, 85 mm or 170 x 90 mm.").arg(*text);
    if (!problem.isEmpty())
        dialogs_.tell(this, tr("No picture was written"), problem);
    else
        say(tr("Picture written: %1").arg(path));
}

void MainWindow::export_table(View& view)
{
    const QString path = dialogs_.save_file(this, tr("Numbers of %1").arg(view.title()),
                                            file_name(view.title(), QStringLiteral(".csv")), tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(to_csv(view.table()).toUtf8()) < 0 || !file.commit())
        dialogs_.tell(this, tr("No table was written"), tr("%1: %2.").arg(path, file.errorString()));
}

void MainWindow::export_csv(bool items)
{
    const QString path = dialogs_.save_file(this, items ? tr("All tokens") : tr("All metrics"),
                                            items ? tr("tokens.csv") : tr("metrics.csv"), tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    guard([&] {
        const SessionReader reader(controller_.session());
        std::ostringstream csv;
        items ? export_items_csv(reader, run_.header().run_id, csv)
              : export_metrics_csv(reader, run_.header().run_id, csv);
        QSaveFile file(path);
        const std::string text = csv.str();
        if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), static_cast<qint64>(text.size())) < 0 ||
            !file.commit())
            dialogs_.tell(this, tr("No table was written"), tr("%1: %2.").arg(path, file.errorString()));
    });
}

void MainWindow::export_report()
{
    const QString path = dialogs_.save_file(this, tr("Report"), tr("report.pdf"), tr("Reports (*.pdf *.html)"));
    if (path.isEmpty())
        return;
    constexpr QSize figure(660, 330);
    std::vector<ReportPicture> pictures;
    for (View* view : views_)
        pictures.push_back({view->title(), view->note(), picture_of(*view, figure)});
    const QString problem =
        save_report(report_html(run_, QString::fromStdString(controller_.session()), pictures), path);
    if (!problem.isEmpty())
        dialogs_.tell(this, tr("No report was written"), problem);
    else
        say(tr("Report written: %1").arg(path));
}

}  // namespace ttt
