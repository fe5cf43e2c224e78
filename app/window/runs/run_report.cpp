#include "app/window/runs/run_report.h"

#include "app/shift_totals.h"
#include "engine/evaluation/ranges.h"
#include "engine/records/branch_words.h"
#include "engine/records/settings/settings.h"
#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/run_input.h"
#include "views/tables/log_words.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDateTime>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextDocument>

#include <cmath>
#include <optional>

namespace ttt {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("RunReport", text);
}

QString cell(const QString& text, bool right = false)
{
    return QStringLiteral("<td%1>%2</td>")
        .arg(right ? QStringLiteral(" align=\"right\"") : QString(), text.toHtmlEscaped());
}

QString row(const QString& name, const QString& value)
{
    return QStringLiteral("<tr>%1%2</tr>").arg(cell(name), cell(value));
}

QString words_of(RunState state)
{
    switch (state) {
    case RunState::running:
        return tr("running");
    case RunState::finished:
        return tr("finished");
    case RunState::cancelled:
        return tr("cancelled");
    case RunState::failed:
        return tr("failed");
    case RunState::interrupted:
        return tr("interrupted");
    case RunState::diverged:
        return tr("diverged");
    }
    return {};
}

QString input_rows(const RunModel& run)
{
    const RunHeader& header = run.header();
    const RunConfig& config = header.config;
    const bool are_images = header.kind == images_kind;
    const QString path = QString::fromStdString(are_images ? config.images : config.document);
    const KindWords kind = words_of_kind(header.kind);
    QString html = row(are_images ? tr("Images") : tr("Document"),
                       (are_images ? input_name(run) + QStringLiteral(", ") : QString()) + path + QStringLiteral("  ") +
                           QString::fromStdString(header.input_hash));
    if (are_images)
        html += row(tr("Stream"), QString::fromStdString(config.stream + ", " + config.order));
    return html + row(are_images ? tr("Shown") : tr("Read"),
                      tr("%1 of %2 %3 in %4 of %5")
                          .arg(grouped(run.item_count()), grouped(header.item_count), kind.items, kind.steps,
                               grouped(items_per_step(header))));
}

QString facts(const RunModel& run, const QString& session)
{
    const RunHeader& header = run.header();
    const RunConfig& config = header.config;
    const QString started = QDateTime::fromMSecsSinceEpoch(header.started_unix_ms).toString(Qt::ISODate);
    QString html = QStringLiteral("<table cellpadding=\"3\">");
    html += row(tr("Run"), QString::fromStdString(header.run_id));
    html += row(tr("State"),
                words_of(run.summary().state) + QLatin1Char(' ') + QString::fromStdString(run.summary().message));
    html += row(tr("Session"), session);
    if (!header.before.empty())
        html += row(tr("Beginning"), QString::fromStdString(branch_words(header)));
    html += row(tr("Started"), started);
    html += row(tr("Model"), QString::fromStdString(config.model + "  " + header.model_hash));
    if (!config.twin.empty())
        html += row(tr("Twin"), QString::fromStdString(config.twin + "  " + header.twin_hash));
    html += input_rows(run);
    constexpr int of_learning = 2;  // among the sentences of the log
    html += row(tr("Learning"), start_sentences(header, {}).at(of_learning));
    html += row(tr("Device, dtype, seed"),
                QStringLiteral("%1, %2, %3")
                    .arg(QString::fromStdString(header.device_name), QString::fromStdString(config.dtype.text()))
                    .arg(config.seed));
    html += row(tr("Engine"), QString::fromStdString(header.engine_version));
    for (const std::string& remark : header.remarks)
        html += row(tr("Remark"), QString::fromStdString(remark));
    return html + QStringLiteral("</table>");
}

RangeTotals totals_of(const RunModel& run)
{
    StepRecord all;
    all.end = run.item_count();
    for (const Column id : {Column::nll_frozen, Column::nll_adapted, Column::nll_twin, Column::nll_guarded})
        if (const auto values = run.column(id); !values.empty())
            all.columns.push_back({id, {values.begin(), values.end()}});
    RangeTotals totals;
    totals.add(all);
    return totals;
}

QString perplexity(const std::optional<double>& value)
{
    return value ? fixed_text(*value, 2) : QString(no_value);
}

QString gain(const std::optional<double>& adapted, const std::optional<double>& other)
{
    return adapted && other ? change_text(*adapted / *other) : QString(no_value);
}

QString range_table(const RunModel& run)
{
    QString html = QStringLiteral("<h2>%1</h2><table cellpadding=\"3\"><tr>").arg(tr("Perplexity by position"));
    const RangeTotals totals = totals_of(run);
    QStringList heads{tr("positions"), tr("frozen"),         tr("twin"),
                      tr("adapted"),   tr("against frozen"), tr("against twin")};
    if (totals.all().guarded)
        heads += tr("guarded");
    for (const QString& head : heads)
        html += QStringLiteral("<th align=\"right\">%1</th>").arg(head);
    html += QStringLiteral("</tr>");
    for (const RangePerplexity& range : totals.ranges())
        html += QStringLiteral("<tr>") + cell(grouped(range.begin) + QStringLiteral(" – ") + grouped(range.end), true) +
                cell(perplexity(range.frozen), true) + cell(perplexity(range.twin), true) +
                cell(perplexity(range.adapted), true) + cell(gain(range.adapted, range.frozen), true) +
                cell(gain(range.adapted, range.twin), true) +
                (range.guarded ? cell(perplexity(range.guarded), true) : QString()) + QStringLiteral("</tr>");
    return html + QStringLiteral("</table>");
}

QString error_cell(double error)
{
    return cell(std::isnan(error) ? QString(no_value) : tr("%1 %").arg(fixed_text(error, 2)), true);
}

QString error_row(const QString& name, std::int64_t images, double frozen, double adapted)
{
    const double points = adapted - frozen;
    return QStringLiteral("<tr>") + cell(name) + cell(grouped(images), true) + error_cell(frozen) +
           error_cell(adapted) +
           cell(std::isnan(points) ? QString(no_value) : tr("%1 points").arg(signed_text(points, 2)), true) +
           QStringLiteral("</tr>");
}

/// Of all steps that have arrived, as one.
StepRecord whole_step(const RunModel& run)
{
    StepRecord all;
    all.end = run.item_count();
    for (const Column id : {Column::shift, Column::wrong_frozen, Column::wrong_adapted})
        if (const auto values = run.column(id); !values.empty())
            all.columns.push_back({id, {values.begin(), values.end()}});
    return all;
}

QString shift_table(const RunModel& run)
{
    ShiftTotals totals;
    totals.add(whole_step(run));
    QString html = QStringLiteral("<h2>%1</h2><table cellpadding=\"3\"><tr>").arg(tr("Error by shift"));
    for (const QString& head : {tr("shift"), tr("images"), tr("frozen"), tr("adapted"), tr("against frozen")})
        html += QStringLiteral("<th align=\"right\">%1</th>").arg(head);
    html += QStringLiteral("</tr>");
    for (const ShiftErrors& errors : totals.list(run.input()))
        html += error_row(QString::fromStdString(name_of(errors.shift)), errors.images, error_per_cent(errors.frozen),
                          error_per_cent(errors.adapted));
    html += error_row(tr("all"), run.item_count(), mean_of(run.summary(), Column::wrong_frozen),
                      mean_of(run.summary(), Column::wrong_adapted));
    return html + QStringLiteral("</table>");
}

/// Two to a page, so that none is torn from its title; the first shares its page with the numbers.
QString figure(const ReportPicture& picture, bool new_page)
{
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    picture.image.save(&buffer, "PNG");
    const QSize size = picture.image.size() / picture.image.devicePixelRatio();
    return QStringLiteral("<h2%5>%1</h2><p><img width=\"%2\" src=\"data:image/png;base64,%3\"></p>"
                          "<p><small>%4</small></p>")
        .arg(picture.title.toHtmlEscaped())
        .arg(size.width())
        .arg(QString::fromLatin1(png.toBase64()), picture.note.toHtmlEscaped(),
             new_page ? QStringLiteral(" style=\"page-break-before:always\"") : QString());
}

QString save_pdf(const QString& html, QSaveFile& file)
{
    constexpr int dots_per_inch = 92;  // a figure is as wide as the page
    QPdfWriter writer(&file);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setResolution(dots_per_inch);
    writer.setTitle(tr("TTT Workbench: a run"));
    QTextDocument document;
    document.setHtml(html);
    document.setPageSize(QSizeF(writer.width(), writer.height()));
    document.print(&writer);
    return {};
}

}  // namespace

QString report_html(const RunModel& run, const QString& session, const std::vector<ReportPicture>& pictures)
{
    const bool are_images = run.header().kind == images_kind;
    const QString name = input_name(run), method = QString::fromUtf8(method_title(run.header().config));
    QString html = QStringLiteral("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>%1</title></head>"
                                  "<body style=\"font-family:sans-serif\"><h1>%1</h1>")
                       .arg(tr("%1 through %2").arg(name, method).toHtmlEscaped());
    html += facts(run, session) + (are_images ? shift_table(run) : range_table(run));
    for (std::size_t index = 0; index < pictures.size(); ++index)
        html += figure(pictures[index], index % 2 == 1);
    return html + QStringLiteral("</body></html>\n");
}

QString save_report(const QString& html, const QString& path)
{
    QSaveFile file(path);
    const auto failed = [&file] { return tr("%1 could not be written: %2.").arg(file.fileName(), file.errorString()); };
    if (!file.open(QIODevice::WriteOnly))
        return failed();
    if (path.endsWith(QStringLiteral(".pdf"), Qt::CaseInsensitive))
        save_pdf(html, file);
    else
        file.write(html.toUtf8());
    return file.commit() ? QString() : failed();
}

}  // namespace ttt
