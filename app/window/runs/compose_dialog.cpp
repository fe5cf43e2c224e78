#include "app/window/runs/compose_dialog.h"

#include "app/format.h"
#include "app/marked_text.h"
#include "app/window/runs/compose_fields.h"
#include "engine/records/error.h"
#include "engine/text/composer.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/theme.h"

#include <QApplication>
#include <QBoxLayout>
#include <QDialogButtonBox>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>

namespace ttt {

namespace {

constexpr int width_in_characters = 80;
constexpr int summary_lines = 3;  // room for the longest sentence, so that nothing jumps

/// composed.txt in the person's documents, or composed-2.txt … when that is taken.
QString proposed_path()
{
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    QString path = folder.filePath(QStringLiteral("composed.txt"));
    for (int number = 2; QFileInfo::exists(path); ++number)
        path = folder.filePath(QStringLiteral("composed-%1.txt").arg(number));
    return path;
}

QString problem_of_path(const QString& path, const QString& filler)
{
    const QFileInfo file(path);
    if (path.isEmpty() || file.fileName().isEmpty() || file.isDir())
        return ComposeDialog::tr("Give the text a file name.");
    if (file.suffix() == QStringLiteral("xz"))
        return ComposeDialog::tr("The text is written plain: give it a name like composed.txt.");
    if (!file.dir().exists())
        return ComposeDialog::tr("There is no folder %1.").arg(file.path());
    if (!filler.isEmpty() && file == QFileInfo(filler))
        return ComposeDialog::tr("The text to plant into would be overwritten; choose another file name.");
    return {};
}

}  // namespace

ComposeDialog::ComposeDialog(Dialogs dialogs, QWidget* parent)
    : QDialog(parent), dialogs_(std::move(dialogs)), fields_(new ComposeFields(dialogs_, this)),
      file_(new QLineEdit(this)), words_(new PlainLabel(this))
{
    setWindowTitle(tr("Compose a document"));
    auto* intro =
        new PlainLabel(tr("Plants patterns … A B … A → B into a text, again and again, and keeps where they are: "
                          "what should be learned is known."),
                       this);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    compose_ = buttons->addButton(tr("Compose and open"), QDialogButtonBox::AcceptRole);
    compose_->setDefault(true);
    for (QLabel* label : std::initializer_list<QLabel*>{intro, words_})
        label->setWordWrap(true);
    words_->setObjectName(QStringLiteral("summary"));
    words_->setAccessibleName(tr("What will be written"));
    words_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    words_->setMinimumHeight(summary_lines * fontMetrics().lineSpacing());
    add_file_line();
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(fontMetrics().averageCharWidth() * 2);
    layout->addWidget(intro);
    layout->addWidget(fields_);
    layout->addWidget(words_);
    layout->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * width_in_characters);
    connect(fields_, &ComposeFields::changed, this, &ComposeDialog::refresh);
    connect(file_, &QLineEdit::textChanged, this, &ComposeDialog::refresh);
    connect(buttons, &QDialogButtonBox::accepted, this, &ComposeDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &ComposeDialog::reject);
    refresh();
}

void ComposeDialog::add_file_line()
{
    file_->setObjectName(QStringLiteral("file"));
    file_->setText(proposed_path());
    file_->setToolTip(tr("The marks go beside it, into a file with .marks.json behind the name."));
    auto* choose = new QPushButton(tr("Choose …"), this);
    choose->setAutoDefault(false);
    choose->setAccessibleName(tr("Choose a file name"));
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString path = dialogs_.save_file(this, tr("File of the document"), file_->text(), tr("Text (*.txt)"));
        if (!path.isEmpty())
            file_->setText(path);
    });
    auto* line = new QHBoxLayout;
    line->addWidget(file_, 1);
    line->addWidget(choose);
    auto* label = new PlainLabel(tr("&File"), this);
    label->setBuddy(file_);
    fields_->form().addRow(label, line);
}

QString ComposeDialog::path() const
{
    const QString text = file_->text().trimmed();
    return text.isEmpty() ? text : QFileInfo(text).absoluteFilePath();
}

QString ComposeDialog::problem() const
{
    const QString problem = fields_->problem();
    return problem.isEmpty() ? problem_of_path(path(), fields_->filler()) : problem;
}

QString ComposeDialog::summary() const
{
    const ComposeCounts counts = counts_of(fields_->plan());
    const double share = 100.0 * static_cast<double>(counts.planted_words) / static_cast<double>(counts.words);
    QString text = tr("%1 of %2 in %3 words, %4 noisy. %5 % of the words are planted, each pattern %6.")
                       .arg(counted(counts.occurrences, tr("1 occurrence"), tr("%1 occurrences")),
                            counted(counts.patterns, tr("1 pattern"), tr("%1 patterns")), grouped(counts.words),
                            counts.noisy == 0 ? tr("none") : grouped(counts.noisy), fixed_text(share, 1),
                            counted(counts.repeats, tr("once"), tr("%1 times")));
    if (QFileInfo::exists(path()))
        text += QLatin1Char(' ') + tr("%1 is there already and will be replaced.").arg(QFileInfo(path()).fileName());
    return text;
}

void ComposeDialog::refresh()
{
    const QString wrong = problem();
    compose_->setEnabled(wrong.isEmpty());
    words_->setText(wrong.isEmpty() ? summary() : wrong);
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, wrong.isEmpty() ? theme(palette()).text : theme(palette()).failure);
    words_->setPalette(colours);
}

void ComposeDialog::changeEvent(QEvent* event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh();
}

void ComposeDialog::accept()
{
    if (!problem().isEmpty())
        return;
    QApplication::setOverrideCursor(Qt::WaitCursor);
    QString failure;
    try {
        const ComposePlan plan = fields_->plan();
        const ComposedText text = compose(plan);
        write_marked_text(path().toStdString(), text.text, text.marks,
                          command_of(plan, file_name(fields_->filler().toStdString())));
    } catch (const std::exception& error) {
        failure = QString::fromUtf8(error.what());
    }
    QApplication::restoreOverrideCursor();
    if (!failure.isEmpty())
        return dialogs_.tell(this, tr("The document could not be written"), failure);
    QDialog::accept();
    Q_EMIT composed(path());
}

void show_compose_dialog(const Dialogs& dialogs, QWidget* parent, std::function<void(const QString&)> open)
{
    auto* dialog = new ComposeDialog(dialogs, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &ComposeDialog::composed, parent,
                     [open = std::move(open)](const QString& path) { open(path); });
    dialog->open();
}

}  // namespace ttt
