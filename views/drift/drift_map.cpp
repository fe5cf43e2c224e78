#include "views/drift/drift_map.h"

#include "engine/records/methods.h"
#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/run_model.h"
#include "views/selection.h"
#include "views/tables/layer_name.h"
#include "views/tables/metric_help.h"
#include "views/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ttt {

MapWords layer_words(const RunModel& run)
{
    const QString step = words_of_kind(run.header().kind).step;
    return {.head = DriftMap::tr("layer × %1").arg(step),
            .value = step + DriftMap::tr(" %1 · %2 %3"),
            .empty = {},
            .accessible = DriftMap::tr("Heat map, layer by %1").arg(step),
            .row_name = [&run](std::int32_t layer) { return layer_name(run.header(), layer); }};
}

DriftMap::DriftMap(RunModel& run, Selection& selection, QWidget* parent)
    : QWidget(parent), run_(run), selection_(selection)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    set_words(layer_words(run_));
    connect(&run, &RunModel::shown_changed, this, qOverload<>(&QWidget::update));
    connect(&run, &RunModel::ended, this, qOverload<>(&QWidget::update));
    connect(&run, &RunModel::started, this, [this] {
        show_metric(image_.metric(), image_.rule());
        set_chunks({});
    });
    connect(&selection, &Selection::changed, this, &DriftMap::follow_selection);
}

void DriftMap::show_metric(Metric metric, RangeRule rule)
{
    image_ = HeatImage(metric, rule);
    update();
}

const HeatImage& DriftMap::image()
{
    image_.update(run_);
    row_ = std::clamp(row_, 0, std::max(0, static_cast<int>(image_.layers().size()) - 1));
    return image_;
}

void DriftMap::set_words(MapWords words)
{
    words_ = std::move(words);
    setAccessibleName(words_.accessible);
    update();
}

std::vector<QString> DriftMap::row_names() const
{
    std::vector<QString> names;
    std::ranges::transform(image_.layers(), std::back_inserter(names), words_.row_name);
    return names;
}

double DriftMap::total() const
{
    return static_cast<double>(std::max<std::int64_t>(1, run_.span_steps()));
}

ChunkRange DriftMap::chunks() const
{
    return zoom_.value_or(ChunkRange{0, total()});
}

void DriftMap::set_chunks(std::optional<ChunkRange> chunks)
{
    zoom_ = chunks;
    update();
    Q_EMIT density_changed();
}

std::int64_t DriftMap::chunks_per_column() const
{
    return ttt::chunks_per_column(chunks(), layout().cells.width() * devicePixelRatioF());
}

MapLayout DriftMap::layout() const
{
    const QFontMetricsF metrics(font());
    const int rows = static_cast<int>(image_.layers().size());
    double widest = metrics.horizontalAdvance(QStringLiteral("L0"));
    for (const QString& name : row_names())
        widest = std::max(widest, metrics.horizontalAdvance(name));
    return map_layout(size(), rows, widest, std::ceil(metrics.height()));
}

ChunkAxis DriftMap::axis() const
{
    const QRectF cells = layout().cells;
    return {chunks().first, chunks().last, cells.left(), cells.width()};
}

QString DriftMap::value_text() const
{
    const Place place = selection_.current();
    if (!place || place.step >= run_.shown_steps() || image_.layers().empty())
        return {};
    const std::int32_t layer = image_.layers()[static_cast<std::size_t>(row_)];
    const auto values = run_.metric(image_.metric(), layer);
    return words_.value.arg(grouped(place.step), words_.row_name(layer),
                            number_text(values[static_cast<std::size_t>(place.step)]));
}

QSize DriftMap::sizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 26, line * 12};
}

QSize DriftMap::minimumSizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 12, line * 6};
}

void DriftMap::follow_selection()
{
    setAccessibleDescription(value_text());
    update();
}

QString DriftMap::empty_sentence() const
{
    if (run_.shown_steps() == 0)
        return tr("No %1 has been read yet: each becomes one column, each layer that learns one row.")
            .arg(words_of_kind(run_.header().kind).step);
    if (!image_.layers().empty())
        return {};
    if (!words_.empty.isEmpty())
        return words_.empty;
    const RunConfig& config = run_.header().config;
    if (config.arms == Arms::frozen ||
        (find_method(config.method) && !learns_by_gradients(config) && config.fast_layers.empty()))
        return tr("Nothing is fast in this run, so there is no drift to draw.");
    return tr("This run has no values of “%1”.").arg(metric_title(run_.header().dictionary, image_.metric()));
}

void DriftMap::paintEvent(QPaintEvent*)
{
    image();
    QPainter painter(this);
    const Theme& colours = theme(palette());
    const std::vector<QString> names = row_names();
    const MapPicture picture{image_,      colours, layout(), chunks(), run_.shown_steps(), chunks_per_column(),
                             words_.head, names};
    painter.fillRect(rect(), colours.panel);
    if (hasFocus()) {
        painter.setPen(QPen(colours.accent, 1));
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    const QString empty = empty_sentence();
    if (!empty.isEmpty())
        return paint_map_sentence(painter, picture, empty);
    paint_map_head(painter, picture);
    paint_map_cells(painter, picture);
    paint_map_labels(painter, picture);
    if (selection_.pinned())
        paint_map_frame(painter, picture, selection_.pinned().step, Qt::DotLine);
    if (!selection_.current())
        return;
    paint_map_frame(painter, picture, selection_.current().step, Qt::SolidLine);
    if (const QString text = value_text(); !text.isEmpty())
        paint_map_value(painter, picture, selection_.current().step, row_, text);
}

void DriftMap::resizeEvent(QResizeEvent*)
{
    Q_EMIT density_changed();
}

}  // namespace ttt
