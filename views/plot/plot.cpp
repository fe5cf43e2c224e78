#include "views/plot/plot.h"

#include "views/plot/plot_dash.h"
#include "views/plot/plot_paint.h"

#include <QAreaSeries>
#include <QChart>
#include <QEvent>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QLineSeries>
#include <QPainter>
#include <QPixmap>
#include <QValueAxis>

#include <algorithm>

namespace ttt {

namespace {

constexpr float faint_opacity = 0.45F, band_opacity = 0.16F;
constexpr double far_away = 1e6;  // pixels: cut there, since a deep zoom would overflow what a painter can take

/// Pixels within the area, y upward: what the chart's axes measure. The points' x is in axis units already.
QList<QPointF> to_pixels(const QList<QPointF>& points, const PlotScale& scale)
{
    const DrawRange range = scale.draw_range();
    const double left = range.to_axis(range.x_min), right = range.to_axis(range.x_max);
    const double x_scale = scale.area.width() / (right - left), height = scale.area.height();
    QList<QPointF> pixels;
    pixels.reserve(points.size() + 1);
    for (const QPointF& point : points) {
        const double y = height * (point.y() - scale.y_min) / (scale.y_max - scale.y_min);
        pixels.emplace_back((point.x() - left) * x_scale, std::clamp(y, -far_away, far_away));
    }
    if (pixels.size() == 1)
        pixels.push_back(pixels.front() + QPointF(0.01, 0));  // a dot, by the pen's square cap
    return pixels;
}

QPen line_pen(const PlotLine& line, const Theme& theme)
{
    QColor colour = line.colour.in(theme);
    if (line.faint)
        colour.setAlphaF(faint_opacity);
    // Qt Charts draws segment by segment: square caps close the joints and, unlike round ones, are drawn fast.
    return QPen(colour, line.width, Qt::SolidLine, line.style == Qt::SolidLine ? Qt::SquareCap : Qt::FlatCap);
}

}  // namespace

/// A chart in a scene without a view: it draws lines and areas into the cached picture and meets no event. Animations
/// are off, points come by replace() only and in pixels: its axes are linear, never logarithmic, and show nothing.
struct Plot::Chart {
    Chart()
    {
        scene.setItemIndexMethod(QGraphicsScene::NoIndex);
        scene.addItem(chart);
        chart->setAnimationOptions(QChart::NoAnimation);
        chart->setBackgroundVisible(false);
        chart->setMargins({});
        chart->layout()->setContentsMargins(0, 0, 0, 0);
        chart->legend()->hide();
        chart->addAxis(x_axis, Qt::AlignBottom);
        chart->addAxis(y_axis, Qt::AlignLeft);
        x_axis->hide();
        y_axis->hide();
    }

    void add(QAbstractSeries* series)
    {
        chart->addSeries(series);
        series->attachAxis(x_axis);
        series->attachAxis(y_axis);
    }

    QLineSeries* line(std::size_t at)
    {
        if (at == lines.size()) {
            lines.push_back(new QLineSeries);
            add(lines.back());
        }
        return lines[at];
    }

    /// Areas lie under lines: when a new one comes, the lines are made anew.
    void reserve_areas(std::size_t count)
    {
        if (count <= areas.size())
            return;
        for (QLineSeries* series : lines) {
            chart->removeSeries(series);
            delete series;
        }
        lines.clear();
        while (areas.size() < count) {
            areas.push_back(new QAreaSeries(new QLineSeries, new QLineSeries));
            areas.back()->lowerSeries()->setParent(areas.back());
            areas.back()->upperSeries()->setParent(areas.back());
            areas.back()->setPen(Qt::NoPen);
            add(areas.back());
        }
    }

    void set_ranges(QSizeF size)
    {
        const QRectF& area = layout.scale.area;
        scene.setSceneRect(QRectF(QPointF(), size));
        chart->resize(size);
        chart->setPlotArea(area);
        x_axis->setRange(0, area.width());
        y_axis->setRange(0, area.height());
    }

    void set_areas(const PlotData& data, const Theme& theme)
    {
        std::size_t parts = 0, used = 0;
        for (const DrawnBand& band : layout.bands)
            parts += band.low.parts.size();
        reserve_areas(parts);
        for (std::size_t at = 0; at < data.bands.size(); ++at)
            for (std::size_t part = 0; part < layout.bands[at].low.parts.size(); ++part) {
                QAreaSeries* area = areas[used++];
                QColor colour = data.bands[at].colour.in(theme);
                colour.setAlphaF(band_opacity);
                area->setBrush(colour);
                area->lowerSeries()->replace(to_pixels(layout.bands[at].low.parts[part], layout.scale));
                area->upperSeries()->replace(to_pixels(layout.bands[at].high.parts[part], layout.scale));
                area->show();
            }
        for (; used < areas.size(); ++used)
            areas[used]->hide();
    }

    /// Returns the next free line.
    std::size_t set_part(std::size_t used, const PlotLine& style, const QList<QPointF>& pixels, const Theme& theme)
    {
        for (QList<QPointF>& piece : dashes(pixels, style.style, style.width)) {
            QLineSeries* series = line(used++);
            series->setPen(line_pen(style, theme));
            series->replace(piece);
            series->show();
        }
        return used;
    }

    void set_lines(const PlotData& data, const Theme& theme)
    {
        std::size_t used = 0;
        for (const bool faint : {true, false})
            for (std::size_t at = 0; at < data.lines.size(); ++at) {
                if (data.lines[at].faint != faint)
                    continue;
                for (const QList<QPointF>& part : layout.lines[at].parts)
                    used = set_part(used, data.lines[at], to_pixels(part, layout.scale), theme);
            }
        for (; used < lines.size(); ++used)
            lines[used]->hide();
    }

    void render(const PlotData& data, const QFont& font, const Theme& theme, QSize size, double ratio);

    QGraphicsScene scene;
    QChart* chart = new QChart;  // of the scene
    QValueAxis* x_axis = new QValueAxis;
    QValueAxis* y_axis = new QValueAxis;
    std::vector<QLineSeries*> lines;  // of the chart; hidden when not in use
    std::vector<QAreaSeries*> areas;
    PlotLayout layout;
    bool layout_stale = true, picture_stale = true;
    QPixmap picture;
};

void Plot::Chart::render(const PlotData& data, const QFont& font, const Theme& theme, QSize size, double ratio)
{
    set_ranges(size);
    set_areas(data, theme);
    set_lines(data, theme);
    picture = QPixmap(size * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(theme.panel);
    QPainter painter(&picture);
    painter.setFont(font);
    paint_grid(painter, layout.scale, layout.x_ticks, layout.y_ticks, theme);
    paint_labels(painter, layout.scale, layout.x_ticks, layout.y_ticks, size.width(), theme);
    for (const PlotBars& bars : data.bars)
        paint_bars(painter, bars, layout.scale, theme);
    paint_references(painter, data.references, layout.scale, theme);
    painter.setRenderHint(QPainter::Antialiasing);
    paint_legend(painter, layout.legend, layout.legend_places, theme);
    scene.render(&painter, QRectF(QPointF(), size), QRectF(QPointF(), size));
    for (const PlotDots& dots : data.dots)
        paint_dots(painter, dots, layout.scale, theme, ratio);
    painter.setRenderHint(QPainter::Antialiasing, false);
    paint_marks(painter, data.marks, layout.scale, theme);
}

Plot::Plot(QWidget* parent) : QWidget(parent), chart_(std::make_unique<Chart>())
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

Plot::~Plot() = default;

void Plot::set_data(PlotData data)
{
    data_ = std::move(data);
    touch();
}

void Plot::set_highlight(int series, qint64 index)
{
    for (std::size_t at = 0; at < data_.dots.size(); ++at)
        data_.dots[at].highlighted = static_cast<int>(at) == series ? index : -1;
    update();
}

void Plot::set_axes(PlotAxes axes)
{
    if (axes == axes_)
        return;
    if (axes.log_x != axes_.log_x)
        zoom_ = {};
    axes_ = std::move(axes);
    touch();
}

void Plot::set_empty_text(QString text)
{
    empty_text_ = std::move(text);
    update();
}

void Plot::touch()
{
    chart_->layout_stale = chart_->picture_stale = true;
    update();
}

const PlotLayout& Plot::drawing() const
{
    if (!chart_->layout_stale)
        return chart_->layout;
    chart_->layout = lay_out(data_, axes_, zoom_, size(), small_font(font()));
    chart_->layout_stale = false;
    return chart_->layout;
}

qint64 Plot::drawn_points() const
{
    return drawing().drawn;
}

qint64 Plot::stored_points() const
{
    return drawing().stored;
}

PlotScale Plot::scale() const
{
    return drawing().scale;
}

void Plot::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    const bool was_stale = chart_->picture_stale;
    const double ratio = devicePixelRatioF();
    if (was_stale || chart_->picture.devicePixelRatio() != ratio) {
        drawing();
        chart_->render(data_, small_font(font()), colours, size(), ratio);
        chart_->picture_stale = false;
    }
    QPainter painter(this);
    if (drawing().empty()) {
        painter.fillRect(rect(), colours.panel);
        painter.setPen(colours.muted);
        painter.drawText(rect().adjusted(16, 8, -16, -8), Qt::AlignCenter | Qt::TextWordWrap, empty_text_);
    } else {
        painter.drawPixmap(0, 0, chart_->picture);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setFont(small_font(font()));
        if (crosshair_)
            paint_crosshair(painter, drawing().scale, *crosshair_, value_text_ ? value_text_(*crosshair_) : QString(),
                            colours);
        for (const PlotDots& dots : data_.dots)
            paint_highlight(painter, dots, drawing().scale, colours);
    }
    if (hasFocus() && by_keys_) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(colours.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
    if (was_stale)
        QMetaObject::invokeMethod(this, &Plot::drawn_changed, Qt::QueuedConnection);
}

}  // namespace ttt
