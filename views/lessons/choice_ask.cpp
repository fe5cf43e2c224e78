#include "views/lessons/choice_ask.h"

#include "views/theme.h"

#include <QButtonGroup>
#include <QKeyEvent>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ttt {

namespace {

/// Buttons do not break their lines by themselves, and take & for a key.
QString button_text(const QString& text, const QFontMetrics& metrics, int width)
{
    QStringList lines{QString()};
    for (const QString& word : text.split(u' ')) {
        const QString longer = lines.back().isEmpty() ? word : lines.back() + u' ' + word;
        if (metrics.horizontalAdvance(longer) <= width || lines.back().isEmpty())
            lines.back() = longer;
        else
            lines.append(word);
    }
    return lines.join(u'\n').replace(QLatin1Char('&'), QStringLiteral("&&"));
}

}  // namespace

ChoiceAsk::ChoiceAsk(QWidget* parent) : QWidget(parent), box_(new QVBoxLayout(this))
{
    box_->setContentsMargins({});
    box_->setSpacing(fontMetrics().height() / 4);
}

void ChoiceAsk::set_options(const QStringList& options)
{
    qDeleteAll(buttons_);
    buttons_.clear();
    delete group_;
    group_ = new QButtonGroup(this);
    options_ = options;
    revealed_ = false;
    setFocusProxy(nullptr);
    for (const QString& option : options) {
        auto* button = new QRadioButton(button_text(option, fontMetrics(), text_width()), this);
        button->installEventFilter(this);
        button->setAccessibleName(option);
        button->setToolTip(tr("Enter commits the picked answer"));
        box_->addWidget(button);
        group_->addButton(button);
        buttons_.push_back(button);
    }
    if (!buttons_.empty())
        setFocusProxy(buttons_.front());
}

/// Words, not colour alone, say which is which.
void ChoiceAsk::reveal(const QString& answer, const QString& right)
{
    revealed_ = true;
    answer_ = answer;
    right_ = right;
    for (std::size_t at = 0; at < buttons_.size(); ++at) {
        const QString option = options_[static_cast<qsizetype>(at)];
        QRadioButton* button = buttons_[at];
        const QString word = option == right    ? option == answer ? tr("✓ your answer, right") : tr("✓ right")
                                : option == answer ? tr("✗ your answer")
                                                : QString();
        QFont bold = font();
        bold.setBold(true);
        const QString text = button_text(option, QFontMetrics(bold), text_width());
        button->setText(word.isEmpty() ? text : text + u'\n' + word);
        button->setAccessibleName(option + QStringLiteral(" ") + word);
        button->setChecked(option == answer);
        button->setEnabled(false);
    }
    colour();
}

int ChoiceAsk::text_width() const
{
    constexpr int letters = 36;  // as long as it was not laid out
    return std::max(letters * fontMetrics().averageCharWidth(), width() - 2 * fontMetrics().height());
}

void ChoiceAsk::colour()
{
    if (!revealed_)
        return;
    const Theme& colours = theme(palette());
    for (std::size_t at = 0; at < buttons_.size(); ++at) {
        const QString option = options_[static_cast<qsizetype>(at)];
        const QColor colour = option == right_ ? colours.adapted : option == answer_ ? colours.failure : colours.muted;
        // A palette of its own would be lost when the program's style sheet changes.
        const QString style =
            QStringLiteral("QRadioButton:disabled { color: %1; font-weight: %2; }")
                .arg(colour.name(), option == right_ ? QStringLiteral("bold") : QStringLiteral("normal"));
        if (buttons_[at]->styleSheet() != style)
            buttons_[at]->setStyleSheet(style);
    }
}

void ChoiceAsk::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

bool ChoiceAsk::eventFilter(QObject* watched, QEvent* event)
{
    return (event->type() == QEvent::KeyPress && key(static_cast<QKeyEvent*>(event)->key())) ||
           QWidget::eventFilter(watched, event);
}

bool ChoiceAsk::key(int key)
{
    if (const int digit = key - Qt::Key_1; digit >= 0 && digit < static_cast<int>(buttons_.size())) {
        buttons_[static_cast<std::size_t>(digit)]->setChecked(true);
        buttons_[static_cast<std::size_t>(digit)]->setFocus();
        return true;
    }
    if (key != Qt::Key_Return && key != Qt::Key_Enter)
        return false;
    for (std::size_t at = 0; at < buttons_.size(); ++at)
        if (buttons_[at]->isChecked() && !revealed_) {
            Q_EMIT committed(options_[static_cast<qsizetype>(at)]);
            break;
        }
    return true;
}

}  // namespace ttt
