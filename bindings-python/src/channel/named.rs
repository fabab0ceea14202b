//! Columns of names that hold whole numbers: each number is the name as it is written.

use super::columns::table_error;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{ArrowError, DataType, Schema};
use std::borrow::Cow;
use std::sync::Arc;

/// The batch, in which the columns called `names` are texts where they were whole
/// numbers; without such a column it is the same one and nothing is copied.
pub fn with_names<'b>(
    batch: &'b RecordBatch,
    names: &[&str],
) -> Result<Cow<'b, RecordBatch>, longtail::Error> {
    let schema = batch.schema_ref();
    let wanted = |at: &usize| {
        let field = schema.field(*at);
        names.contains(&field.name().as_str()) && is_whole(field.data_type())
    };
    let wanted: Vec<usize> = (0..schema.fields().len()).filter(wanted).collect();
    if wanted.is_empty() {
        return Ok(Cow::Borrowed(batch));
    }
    let (mut columns, mut fields) = (batch.columns().to_vec(), schema.fields().to_vec());
    for at in wanted {
        let written = written(&columns[at])
            .map_err(|fault| table_error(format!("column `{}`: {fault}", fields[at].name())))?;
        let field = fields[at].as_ref().clone().with_data_type(written.data_type().clone());
        (columns[at], fields[at]) = (written, Arc::new(field));
    }
    let written = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns);
    written.map(Cow::Owned).map_err(|fault| table_error(fault.to_string()))
}

fn is_whole(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => values.is_integer(),
        kind => kind.is_integer(),
    }
}

/// Each different number is written once.
fn written(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let options = CastOptions { safe: false, ..CastOptions::default() };
    let kind = array.data_type();
    let coded = match kind {
        DataType::Dictionary(..) => Arc::clone(array),
        _ => {
            let to = DataType::Dictionary(Box::new(DataType::Int32), Box::new(kind.clone()));
            cast_with_options(array, &to, &options)?
        }
    };
    let coded = coded.as_any_dictionary();
    let texts = cast_with_options(coded.values(), &DataType::Utf8, &options)?;
    Ok(coded.with_values(texts))
}
