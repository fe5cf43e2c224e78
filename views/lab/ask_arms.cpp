#include "views/lab/ask_arms.h"

#include "views/number_text.h"
#include "views/theme.h"
#include "views/token_pieces.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace ttt {

namespace {

constexpr int rows = 5;
constexpr int side = 8;              // pixels
constexpr double token_share = 0.4;  // of the width
constexpr int number_letters = 7;    // "100.0 %"
constexpr int fewest_lines = 6;      // of an answer that are seen

const QColor& colour_of(const Theme& colours, Arm arm)
{
    return arm == Arm::twin ? colours.twin : arm == Arm::adapted ? colours.adapted : colours.frozen;
}

QString name_text(Arm arm)
{
    return QString::fromUtf8(name_of(arm).data());
}

}  // namespace

void ChanceBars::set(const ArmAnswer& answer, double full)
{
    answer_ = answer;
    full_ = full;
    QStringList words;
    for (const TokenChance& chance : answer.top)
        words +=
            readable(chance.bytes) + QLatin1Char(' ') + fixed_text(100 * chance.probability, 1) + QStringLiteral(" %");
    setAccessibleName(tr("What %1 expects next").arg(name_text(answer.arm)));
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    update();
}

QSize ChanceBars::sizeHint() const
{
    return {24 * fontMetrics().averageCharWidth(), (rows + 1) * fontMetrics().lineSpacing() + side};
}

QSize ChanceBars::minimumSizeHint() const
{
    return {14 * fontMetrics().averageCharWidth(), sizeHint().height()};
}

void ChanceBars::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(colour_of(theme(palette()), answer_.arm));
    painter.drawText(QRect(side, 0, width() - 2 * side, fontMetrics().lineSpacing()), Qt::AlignLeft | Qt::AlignVCenter,
                     name_text(answer_.arm));
    painter.setFont(font());
    int line = 0;
    for (const TokenChance& chance : answer_.top)
        paint_line(painter, ++line, chance);
}

void ChanceBars::paint_line(QPainter& painter, int line, const TokenChance& chance) const
{
    const Theme& colours = theme(palette());
    const int height = fontMetrics().lineSpacing(), top = line * height;
    const int token = static_cast<int>(token_share * width()),
              number = number_letters * fontMetrics().averageCharWidth();
    const QRect bar(token, top + height / 4, std::max(0, width() - token - number - 2 * side), height / 2);
    QRect filled = bar;
    filled.setWidth(static_cast<int>(bar.width() * chance.probability / full_));
    painter.fillRect(bar, colours.grid);
    painter.fillRect(filled, colour_of(colours, answer_.arm));
    painter.setPen(colours.text);
    painter.drawText(QRect(side, top, token - 2 * side, height), Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(readable(chance.bytes), Qt::ElideRight, token - 2 * side));
    painter.setPen(colours.muted);
    painter.drawText(QRect(width() - number - side, top, number, height), Qt::AlignRight | Qt::AlignVCenter,
                     fixed_text(100 * chance.probability, 1) + QStringLiteral(" %"));
}

AskArms::AskArms(QWidget* parent) : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(0);
}

void AskArms::make(const std::vector<ArmAnswer>& answers)
{
    const auto same = [](const Column& column, const ArmAnswer& answer) { return column.arm == answer.arm; };
    if (std::ranges::equal(columns_, answers, same))
        return;
    for (const Column& column : columns_)
        delete column.bars->parentWidget();
    columns_.clear();
    for (const ArmAnswer& answer : answers) {
        auto* box = new QWidget(this);
        const Column column{answer.arm, new ChanceBars(box), new QPlainTextEdit(box)};
        column.text->setReadOnly(true);
        column.text->setFrameShape(QFrame::NoFrame);
        column.text->setAccessibleName(tr("How %1 goes on").arg(name_text(answer.arm)));
        auto* line = new QVBoxLayout(box);
        line->setContentsMargins({});
        line->setSpacing(0);
        line->addWidget(column.bars);
        line->addWidget(column.text, 1);
        layout()->addWidget(box);
        columns_.push_back(column);
    }
}

void AskArms::set_expected(const std::vector<ArmAnswer>& answers)
{
    make(answers);
    double full = 0;  // one scale for all arms
    for (const ArmAnswer& answer : answers)
        for (const TokenChance& chance : answer.top)
            full = std::max(full, chance.probability);
    for (std::size_t index = 0; index < columns_.size(); ++index)
        columns_[index].bars->set(answers[index], full);
}

void AskArms::set_texts(const std::vector<AskTurn>& turns, const QString& prompt, const std::vector<ArmAnswer>& answers)
{
    for (const Column& column : columns_) {
        const auto answer = std::ranges::find(answers, column.arm, &ArmAnswer::arm);
        const bool is_there = answer != answers.end();
        const QString text = !is_there && turns.empty()
                                 ? QString()
                                 : QString::fromStdString(text_before(turns, column.arm, prompt.toStdString()) +
                                                          (is_there ? answer->text : std::string()));
        column.text->setMinimumHeight(text.isEmpty() ? 0 : fewest_lines * fontMetrics().lineSpacing());
        if (column.text->toPlainText() != text)
            column.text->setPlainText(text);
    }
}

QString AskArms::text(Arm arm) const
{
    const auto column = std::ranges::find(columns_, arm, &Column::arm);
    return column == columns_.end() ? QString() : column->text->toPlainText();
}

}  // namespace ttt
