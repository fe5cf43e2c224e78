#include "app/window/shell/exports.h"

#include "app/window/runs/run_report.h"
#include "app/window/shell/picture.h"
#include "app/window/shell/shell.h"
#include "app/window/tables/table_window.h"
#include "engine/records/error.h"
#include "sessions/export.h"
#include "sessions/session_reader.h"
#include "views/kind_words.h"

#include <QMainWindow>
#include <QSaveFile>

#include <sstream>

namespace ttt {

namespace {

QString file_name(const QString& title, const QString& ending)
{
    return QString(title).toLower().replace(QLatin1Char(' '), QLatin1Char('-')) + ending;
}

/// All or nothing. A sentence when it could not be written, else empty.
QString write_file(const QString& path, const QByteArray& text)
{
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
    return written ? QString() : Exports::tr("%1: %2.").arg(path, file.errorString());
}

QByteArray csv_of(const std::string& session, const std::string& run_id, bool items)
{
    const SessionReader reader(session);
    std::ostringstream csv;
    items ? export_items_csv(reader, run_id, csv) : export_metrics_csv(reader, run_id, csv);
    return QByteArray::fromStdString(csv.str());
}

}  // namespace

void Exports::picture(View& view)
{
    const Dialogs& dialogs = shell_.dialogs();
    const QString path =
        dialogs.save_file(&shell_.window(), tr("Picture of %1").arg(view.title()),
                          file_name(view.title(), QStringLiteral(".png")), tr("Pictures (*.png *.svg *.pdf)"));
    if (path.isEmpty())
        return;
    const QString now = QStringLiteral("%1 x %2").arg(view.width()).arg(view.height());
    const auto text =
        dialogs.ask_text(&shell_.window(), tr("Size"),
                         tr("Width x height in pixels, or on paper: 85 mm, 170 x 90 mm, 3.3 x 2.2 in"), now, false);
    if (!text)
        return;
    const std::optional<PictureSize> size = picture_size(*text);
    const QString problem = size ? save_picture(view, path, *size)
                                 : tr("\"%1\" is no size such as 1200 x 700, 85 mm or 170 x 90 mm.").arg(*text);
    if (!problem.isEmpty())
        shell_.tell(tr("No picture was written"), problem);
    else
        shell_.say(tr("Picture written: %1").arg(path));
}

void Exports::table(View& view)
{
    const QString path = shell_.dialogs().save_file(&shell_.window(), tr("Numbers of %1").arg(view.title()),
                                                    file_name(view.title(), QStringLiteral(".csv")), tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    if (const QString problem = write_file(path, to_csv(view.table()).toUtf8()); !problem.isEmpty())
        shell_.tell(tr("No table was written"), problem);
}

void Exports::csv(bool items)
{
    const QString what = items ? words_of_kind(shell_.workbench().run().header().kind).items : tr("metrics");
    const QString path = shell_.dialogs().save_file(&shell_.window(), tr("All %1").arg(what),
                                                    what + QStringLiteral(".csv"), tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    Workbench& workbench = shell_.workbench();
    workbench.session().ask([path, items, session = workbench.controller().session(),
                             id = workbench.run().header().run_id](const std::stop_token&) -> JobQueue::Result {
        const QString problem = write_file(path, csv_of(session, id, items));
        if (!problem.isEmpty())
            throw Error(problem.toStdString());
        return {};
    });
}

void Exports::report()
{
    const QString path =
        shell_.dialogs().save_file(&shell_.window(), tr("Report"), tr("report.pdf"), tr("Reports (*.pdf *.html)"));
    if (path.isEmpty())
        return;
    constexpr QSize figure(660, 330);
    std::vector<ReportPicture> pictures;
    for (const Panels::Shown& shown : shell_.panels().views())
        if (shell_.panels().can_show(shown))
            pictures.push_back({shown.view->title(), shown.view->note(), picture_of(*shown.view, figure)});
    Workbench& workbench = shell_.workbench();
    const QString problem = save_report(
        report_html(workbench.run(), QString::fromStdString(workbench.controller().session()), pictures), path);
    if (!problem.isEmpty())
        shell_.tell(tr("No report was written"), problem);
    else
        shell_.say(tr("Report written: %1").arg(path));
}

ViewActs Exports::view_acts()
{
    return {.picture = [this](View& view) { picture(view); },
            .table = [this](View& view) { table(view); },
            .show_table = [](View& view) { show_table(view); }};
}

}  // namespace ttt
